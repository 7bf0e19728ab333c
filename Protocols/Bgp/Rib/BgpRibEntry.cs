namespace MetalOrleans.Protocols.Bgp.Rib;

/// <summary>One prefix: what the peer shall know of it, and what it knows.</summary>
internal struct BgpRibEntry
{
    public BgpPrefix Prefix;

    /// <summary>What is ordered; null for nothing.</summary>
    public BgpRouteGroup? Wanted;

    /// <summary>What the peer was told last; null for nothing, or for a withdrawal.</summary>
    public BgpPathGroup? Sent;

    /// <summary>Where it waits to be sent; null when it does not.</summary>
    public BgpPrefixQueue? Queue;

    /// <summary>The neighbours in the queue; of an entry that is free, <see cref="Next"/> is the next free one.</summary>
    public int Previous;

    public int Next;

    /// <summary>Whether it holds a prefix at all.</summary>
    public bool IsUsed;

    /// <summary>Whether it is one of those that have to be sent before the end of all routes is marked.</summary>
    public bool IsOwed;
}
