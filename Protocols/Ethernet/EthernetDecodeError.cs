namespace MetalOrleans.Protocols.Ethernet;

/// <summary>Why octets are not an Ethernet header.</summary>
public enum EthernetDecodeError
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>Fewer than 14 octets.</summary>
    Truncated,

    /// <summary>The type field is below 0x0600: an IEEE 802.3 length, so the frame carries LLC and no EtherType.</summary>
    LengthField,
}
