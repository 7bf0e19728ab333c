namespace MetalOrleans.Protocols.Bgp;

/// <summary>The flags octet of a path attribute (RFC 4271 §4.3).</summary>
[Flags]
public enum BgpAttributeFlags : byte
{
    /// <summary>A well-known, non-transitive attribute, which there is none of.</summary>
    None = 0,

    /// <summary>The length has two octets.</summary>
    ExtendedLength = 0x10,

    /// <summary>A speaker on the way did not know the attribute.</summary>
    Partial = 0x20,

    /// <summary>Who does not know the attribute passes it on.</summary>
    Transitive = 0x40,

    /// <summary>Not every speaker knows the attribute.</summary>
    Optional = 0x80,
}
