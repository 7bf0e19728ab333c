namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>The state of a BGP session (RFC 4271 §8.2.2).</summary>
public enum SessionPhase
{
    /// <summary>No connection is wanted at this moment.</summary>
    Idle,

    /// <summary>A connection is being made.</summary>
    Connect,

    /// <summary>The next attempt is waited for, or the peer's.</summary>
    Active,

    /// <summary>The peer's OPEN is waited for.</summary>
    OpenSent,

    /// <summary>The peer's first KEEPALIVE is waited for.</summary>
    OpenConfirm,

    /// <summary>Routes are exchanged.</summary>
    Established,
}
