namespace MetalOrleans.Protocols.Bfd;

/// <summary>The flags of a control packet, as they stand in its second octet (RFC 5880 §4.1).</summary>
[Flags]
public enum BfdControlFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>M: reserved for point-to-multipoint; zero here.</summary>
    Multipoint = 0x01,

    /// <summary>D: the sender wants no periodic packets while both sides are up.</summary>
    Demand = 0x02,

    /// <summary>A: an authentication section follows.</summary>
    AuthenticationPresent = 0x04,

    /// <summary>C: the sender's BFD outlives its control plane.</summary>
    ControlPlaneIndependent = 0x08,

    /// <summary>F: the answer to a packet with P.</summary>
    Final = 0x10,

    /// <summary>P: the sender wants an answer with F.</summary>
    Poll = 0x20,
}
