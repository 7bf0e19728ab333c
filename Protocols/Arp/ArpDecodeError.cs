namespace MetalOrleans.Protocols.Arp;

/// <summary>Why octets are not an ARP packet for IPv4 on Ethernet.</summary>
public enum ArpDecodeError
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>Fewer octets than the packet needs.</summary>
    Truncated,

    /// <summary>The frame around it is not Ethernet II.</summary>
    NotEthernet,

    /// <summary>The frame carries another EtherType than 0x0806.</summary>
    NotArp,

    /// <summary>The hardware type is not 1 (Ethernet), or its address length is not 6.</summary>
    HardwareType,

    /// <summary>The protocol type is not 0x0800 (IPv4), or its address length is not 4.</summary>
    ProtocolType,
}
