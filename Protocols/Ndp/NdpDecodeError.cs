namespace MetalOrleans.Protocols.Ndp;

/// <summary>Why octets are not a valid neighbor solicitation or advertisement (RFC 4861 §7.1.1, §7.1.2).</summary>
public enum NdpDecodeError
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>Fewer octets than the message needs, or than its headers say.</summary>
    Truncated,

    /// <summary>The frame around it is not Ethernet II.</summary>
    NotEthernet,

    /// <summary>The frame carries another EtherType than 0x86DD, or another version of IP.</summary>
    NotIPv6,

    /// <summary>The IPv6 header is not directly followed by ICMPv6.</summary>
    NotIcmp,

    /// <summary>The hop limit is not 255: a router has forwarded it, so it comes from another link.</summary>
    HopLimit,

    /// <summary>The ICMPv6 checksum is wrong.</summary>
    Checksum,

    /// <summary>Another ICMPv6 message than a neighbor solicitation or advertisement.</summary>
    NotNeighbor,

    /// <summary>The ICMPv6 code is not 0.</summary>
    Code,

    /// <summary>The target is a multicast address.</summary>
    Target,

    /// <summary>An option has length zero, or ends behind the message.</summary>
    Option,

    /// <summary>The link-layer address option is not of Ethernet's length.</summary>
    LinkLayerLength,

    /// <summary>A solicitation from :: that is not for the target's group, or names a link-layer address.</summary>
    Unspecified,

    /// <summary>An advertisement for a group that claims to answer somebody's solicitation.</summary>
    SolicitedGroup,
}
