namespace MetalOrleans.Protocols.IP;

/// <summary>What an IP packet carries.</summary>
/// <remarks><see href="https://www.iana.org/assignments/protocol-numbers">Protocol Numbers</see>; others keep their
/// number.</remarks>
public enum IPProtocol : byte
{
    /// <summary>IPv6 hop-by-hop options (RFC 8200 §4.3).</summary>
    HopByHop = 0,

    /// <summary>Control messages of IPv4 (RFC 792).</summary>
    Icmp = 1,

    /// <summary>Datagrams (RFC 768).</summary>
    Udp = 17,

    /// <summary>Control messages of IPv6 (RFC 4443).</summary>
    Icmpv6 = 58,
}
