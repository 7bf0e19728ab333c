namespace MetalOrleans.Protocols.Bgp;

/// <summary>What kind of routes: address family and subsequent address family (RFC 4760 §3).</summary>
/// <param name="Afi">The address family identifier: 1 for IPv4, 2 for IPv6.</param>
/// <param name="Safi">The subsequent one: 1 for unicast.</param>
public readonly record struct BgpFamily(ushort Afi, byte Safi)
{
    /// <summary>The address family identifier of IPv4.</summary>
    public const ushort AfiIPv4 = 1;

    /// <summary>The address family identifier of IPv6.</summary>
    public const ushort AfiIPv6 = 2;

    /// <summary>The subsequent address family identifier of unicast forwarding.</summary>
    public const byte SafiUnicast = 1;

    /// <summary>IPv4 unicast.</summary>
    public static BgpFamily IPv4Unicast => new(AfiIPv4, SafiUnicast);

    /// <summary>IPv6 unicast.</summary>
    public static BgpFamily IPv6Unicast => new(AfiIPv6, SafiUnicast);

    /// <summary>Bits of the longest prefix; 0 for families that are not spoken here.</summary>
    public int PrefixLengthMax => this == IPv4Unicast ? 32 : this == IPv6Unicast ? 128 : 0;

    /// <summary><c>ipv4-unicast</c>, <c>ipv6-unicast</c>, or the numbers.</summary>
    public override string ToString() =>
        this == IPv4Unicast ? "ipv4-unicast" : this == IPv6Unicast ? "ipv6-unicast" : $"afi {Afi} safi {Safi}";
}
