using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Election;
using Orleans.Concurrency;

namespace MetalOrleans.Grains.Interfaces.Placement;

/// <summary>
/// Knows which node announces which address, where addresses are spread evenly. One for the cluster; it calls no other grain.
/// Key: <see cref="Layer2"/>.
/// </summary>
/// <remarks>State is memory only: addresses say where they are when they are decided first.</remarks>
[Alias("MetalOrleans.IPlacementGrain")]
public interface IPlacementGrain : IGrainWithStringKey
{
    /// <summary>The key of the one grain.</summary>
    const string Layer2 = "layer2";

    /// <summary>The node for an address: the one that has it as long as it is a candidate, else the one with the least.</summary>
    [Alias("Assign")]
    Task<string> AssignAsync(SpreadRequest request, CancellationToken cancellationToken);

    /// <summary>The address is announced no more, or not spread any more.</summary>
    [Alias("Release")]
    Task ReleaseAsync(Address address, CancellationToken cancellationToken);

    /// <summary>
    /// Plans moves that even out. The addresses have to decide afresh; they are then assigned to their new nodes.
    /// </summary>
    /// <param name="max">At most so many moves.</param>
    /// <param name="cancellationToken">Abandons the call.</param>
    /// <returns>The addresses; empty when all is even.</returns>
    [Alias("Rebalance")]
    Task<ImmutableArray<Address>> RebalanceAsync(int max, CancellationToken cancellationToken);

    /// <summary>How many addresses each node has; nodes with none are not listed.</summary>
    [Alias("Loads"), ReadOnly]
    Task<ImmutableSortedDictionary<string, int>> LoadsAsync(CancellationToken cancellationToken);
}
