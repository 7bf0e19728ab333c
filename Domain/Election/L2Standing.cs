namespace MetalOrleans.Domain.Election;

/// <summary>How fit a candidate is to announce. Better ones come first, before any preference or hash.</summary>
/// <remarks>
/// All but the first are last resorts rather than refusals: an address that nobody better can announce is announced by one
/// of them.
/// </remarks>
public enum L2Standing
{
    /// <summary>Nothing speaks against the node.</summary>
    Ready,

    /// <summary>The node returned too recently (hold-down), and does not announce the address now.</summary>
    Held,

    /// <summary>The operator wants the node empty.</summary>
    Draining,

    /// <summary>The node's agent does not answer for what it announces, although it is connected and its link is up.</summary>
    Deaf,

    /// <summary>Every link that the address would be announced on is without carrier or down.</summary>
    CutOff,
}
