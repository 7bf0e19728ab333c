namespace MetalOrleans.Protocols.Ndp;

/// <summary>The flags of a neighbor advertisement (RFC 4861 §4.4); a solicitation has none.</summary>
[Flags]
public enum NdpFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The link-layer address replaces the one that the neighbour knew.</summary>
    Override = 0x20,

    /// <summary>It answers a solicitation, which shows that the sender is reachable.</summary>
    Solicited = 0x40,

    /// <summary>The sender is a router.</summary>
    Router = 0x80,
}
