namespace MetalOrleans.NetAgent.Bgp;

/// <summary>How far away a peer may be.</summary>
internal enum BgpReach
{
    /// <summary>On the link; packets leave with a TTL of 1.</summary>
    Link,

    /// <summary>Anywhere.</summary>
    Far,

    /// <summary>On the link, and its packets must have travelled no hop: both ends send a TTL of 255 (RFC 5082).</summary>
    Secured,
}
