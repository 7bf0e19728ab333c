namespace MetalOrleans.Protocols.Bgp.Session;

/// <summary>Where a session stands (<see href="https://www.rfc-editor.org/rfc/rfc4271#section-8.2.2">RFC 4271 §8.2.2</see>).</summary>
public enum BgpState
{
    /// <summary>It was not started, or waits before it tries again; connections are refused.</summary>
    Idle,

    /// <summary>A connection is being opened.</summary>
    Connect,

    /// <summary>It waits for the peer to connect, or for the next attempt.</summary>
    Active,

    /// <summary>The OPEN is sent and the peer's is awaited.</summary>
    OpenSent,

    /// <summary>Both OPENs are exchanged, and the peer's consent is awaited.</summary>
    OpenConfirm,

    /// <summary>Routes are exchanged.</summary>
    Established,
}
