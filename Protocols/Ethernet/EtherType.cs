namespace MetalOrleans.Protocols.Ethernet;

/// <summary>What an Ethernet frame carries.</summary>
/// <remarks><see href="https://www.iana.org/assignments/ieee-802-numbers">IEEE 802 Numbers, EtherType</see>.</remarks>
public enum EtherType : ushort
{
    /// <summary>Nothing; no frame carries this value.</summary>
    None = 0,

    /// <summary>Internet Protocol version 4 (RFC 7042).</summary>
    IPv4 = 0x0800,

    /// <summary>Address Resolution Protocol (RFC 7042).</summary>
    Arp = 0x0806,

    /// <summary>A VLAN tag follows (IEEE 802.1Q).</summary>
    Vlan = 0x8100,

    /// <summary>Internet Protocol version 6 (RFC 7042).</summary>
    IPv6 = 0x86DD,
}
