namespace MetalOrleans.Domain.Election;

/// <summary>What the operator chose beyond MetalLB's election.</summary>
/// <param name="Placement">How one of several equally good nodes is chosen.</param>
/// <param name="Failback">When an address moves to a node that would be better than its present announcer.</param>
public sealed record L2Policy(L2Placement Placement, L2Failback Failback)
{
    /// <summary>
    /// How long the previous announcer goes on at the most while the new one has not acknowledged its order; default 500 ms.
    /// </summary>
    public TimeSpan HandOverTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>MetalLB's behaviour: by hash, and back as soon as the node may have it.</summary>
    public static L2Policy MetalLB { get; } = new(L2Placement.Hash, L2Failback.Automatic);
}
