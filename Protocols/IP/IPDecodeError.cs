namespace MetalOrleans.Protocols.IP;

/// <summary>Why octets are not an IP packet.</summary>
public enum IPDecodeError
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>Fewer octets than the header, or than the header says the packet has.</summary>
    Truncated,

    /// <summary>The version is another one.</summary>
    Version,

    /// <summary>IPv4: the header has another length than 20 octets: it carries options.</summary>
    HeaderLength,

    /// <summary>IPv4: the header's checksum is wrong.</summary>
    Checksum,

    /// <summary>IPv4: a part of a packet; the others are elsewhere.</summary>
    Fragment,
}
