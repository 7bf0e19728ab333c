using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Configuration;
using MetalOrleans.Grains.Interfaces.Pools;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Pools;

/// <summary>One pool's ledger.</summary>
public sealed partial class AddressPoolGrain(
    IClusterViewSource views, IServiceCatalog catalog, ILogger<AddressPoolGrain> logger) : Grain, IAddressPoolGrain
{
    private PoolLedger _ledger = PoolLedger.Empty;
    private AddressPool? _learned;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The ledger lives in this activation only.
        DelayDeactivation(TimeSpan.MaxValue);
        return LearnAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<AllocationResult> AllocateAsync(AllocationRequest request, CancellationToken cancellationToken)
    {
        await LearnAsync(cancellationToken);
        return Apply(request, pool => _ledger.Allocate(pool, request));
    }

    /// <inheritdoc/>
    public async Task<AllocationResult> AssignAsync(
        ImmutableArray<Address> addresses, AllocationRequest request, CancellationToken cancellationToken)
    {
        await LearnAsync(cancellationToken);
        return Apply(request, pool => _ledger.Assign(pool, addresses, request));
    }

    /// <inheritdoc/>
    public Task<bool> ReleaseAsync(ServiceKey service, CancellationToken cancellationToken)
    {
        var before = _ledger;
        _ledger = _ledger.Release(service);
        return Task.FromResult(!ReferenceEquals(before, _ledger));
    }

    /// <inheritdoc/>
    public Task<PoolUsage> UsageAsync(CancellationToken cancellationToken)
    {
        var capacity = Pool is { } pool ? PoolCapacity.Of(pool) : default;
        var ipv4 = _ledger.InUse(IPFamily.IPv4);
        var ipv6 = _ledger.InUse(IPFamily.IPv6);
        return Task.FromResult(new PoolUsage(
            ipv4, ipv6, Math.Max(0, capacity.IPv4 - ipv4), Math.Max(0, capacity.IPv6 - ipv6)));
    }

    private AddressPool? Pool => views.Current.Pools.GetValueOrDefault(this.GetPrimaryKeyString());

    /// <summary>
    /// Learns who holds the pool's addresses, at the start and whenever the pool was edited: an address that came to it from
    /// another pool may be held already (A-060, invariant 2).
    /// </summary>
    private async Task LearnAsync(CancellationToken cancellationToken)
    {
        if (Pool is { } pool && !ReferenceEquals(pool, _learned))
        {
            _ledger = Holdings.Adopt(_ledger, pool, await catalog.ListAssignedAsync(cancellationToken));
            _learned = pool;
            LogHoldingsLearned(logger, pool.Name, _ledger.InUse(IPFamily.IPv4), _ledger.InUse(IPFamily.IPv6));
        }
    }

    private AllocationResult Apply(
        AllocationRequest request, Func<AddressPool, (AllocationResult Result, PoolLedger Next)> decide)
    {
        if (Pool is not { } pool)
        {
            return AllocationResult.Refused(AllocationRefusal.NotInPool, $"unknown pool \"{this.GetPrimaryKeyString()}\"");
        }

        var (result, next) = decide(pool);
        if (result.Refusal is { } refusal)
        {
            LogAllocationRefused(logger, request.Service, pool.Name, refusal, result.Message);
        }

        _ledger = next;
        return result;
    }
}
