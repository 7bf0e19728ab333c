namespace MetalOrleans.Protocols.Bgp.Rib;

/// <summary>Prefixes of one family that a peer is told, or was told, with the same attributes.</summary>
internal sealed class BgpPathGroup(BgpPathAttributes attributes, bool isIPv4)
{
    public BgpPathAttributes Attributes { get; } = attributes;

    public bool IsIPv4 { get; } = isIPv4;

    /// <summary>Those that wait to be told.</summary>
    public BgpPrefixQueue Queue { get; } = new();

    /// <summary>How many prefixes were told, and how many kinds of route ask for these attributes.</summary>
    public int References { get; set; }

    /// <summary>Neighbours among the groups that have something to tell.</summary>
    public BgpPathGroup? Next { get; set; }

    public bool IsReady { get; set; }
}
