using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Election;
using MetalOrleans.Grains.Interfaces.Placement;

namespace MetalOrleans.Grains.Placement;

/// <summary>Keeps the <see cref="SpreadLedger"/> of the cluster.</summary>
public sealed class PlacementGrain : Grain, IPlacementGrain
{
    private SpreadLedger _ledger = SpreadLedger.Empty;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The ledger lives in this activation only.
        DelayDeactivation(TimeSpan.MaxValue);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string> AssignAsync(SpreadRequest request, CancellationToken cancellationToken)
    {
        (var node, _ledger) = _ledger.Assign(request);
        return Task.FromResult(node);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(Address address, CancellationToken cancellationToken)
    {
        _ledger = _ledger.Release(address);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Address>> RebalanceAsync(int max, CancellationToken cancellationToken)
    {
        var moved = ImmutableArray.CreateBuilder<Address>();
        while (moved.Count < max && _ledger.NextMove() is { } move)
        {
            _ledger = _ledger.Apply(move);
            moved.Add(move.Address);
        }

        return Task.FromResult(moved.ToImmutable());
    }

    /// <inheritdoc/>
    public Task<ImmutableSortedDictionary<string, int>> LoadsAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_ledger.Loads);
}
