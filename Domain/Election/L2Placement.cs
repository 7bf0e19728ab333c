namespace MetalOrleans.Domain.Election;

/// <summary>How the announcer is chosen among candidates of equal standing and equal preference score.</summary>
public enum L2Placement
{
    /// <summary>By SHA-256 of <c>node#address</c>, as MetalLB does (L-040): stateless, uneven by chance.</summary>
    Hash,

    /// <summary>The node that announces the fewest addresses: even, and addresses of one Service on different nodes.</summary>
    Spread,
}
