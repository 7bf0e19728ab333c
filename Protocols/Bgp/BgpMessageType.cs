namespace MetalOrleans.Protocols.Bgp;

/// <summary>The type octet of a BGP message (RFC 4271 §4.1, RFC 2918 §3).</summary>
public enum BgpMessageType : byte
{
    /// <summary>The first message of each side: who it is, and what it can.</summary>
    Open = 1,

    /// <summary>Routes that are withdrawn, and routes with their attributes.</summary>
    Update = 2,

    /// <summary>The last message of a session: why it ends.</summary>
    Notification = 3,

    /// <summary>The side is alive; also the consent to an OPEN.</summary>
    Keepalive = 4,

    /// <summary>A wish to have all routes of a family once more, or the bounds of such a repetition (RFC 7313).</summary>
    RouteRefresh = 5,
}
