namespace MetalOrleans.Protocols.Bgp.Rib;

/// <summary>All that is ordered with the same attributes, and what becomes of it in this session.</summary>
internal sealed class BgpRouteGroup(BgpRouteAttributes attributes)
{
    public BgpRouteAttributes Attributes { get; } = attributes;

    /// <summary>IPv4 prefixes that are ordered so.</summary>
    public int IPv4Count { get; set; }

    /// <summary>IPv6 prefixes that are ordered so.</summary>
    public int IPv6Count { get; set; }

    /// <summary>What the peer is told of the IPv4 prefixes; null for nothing.</summary>
    public BgpPathGroup? IPv4Target { get; set; }

    /// <summary>What the peer is told of the IPv6 prefixes; null for nothing.</summary>
    public BgpPathGroup? IPv6Target { get; set; }

    public bool IsUsed => IPv4Count + IPv6Count > 0;

    /// <summary>Prefixes that the peer cannot be told.</summary>
    public int UntargetedCount => (IPv4Target is null ? IPv4Count : 0) + (IPv6Target is null ? IPv6Count : 0);

    public BgpPathGroup? TargetOf(BgpPrefix prefix) => prefix.IsIPv4 ? IPv4Target : IPv6Target;

    public void Add(bool isIPv4, int count)
    {
        if (isIPv4)
        {
            IPv4Count += count;
        }
        else
        {
            IPv6Count += count;
        }
    }
}
