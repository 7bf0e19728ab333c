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

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The ledger lives in this activation only.
        DelayDeactivation(TimeSpan.MaxValue);
        if (Pool is { } pool)
        {
            _ledger = Holdings.Learn(pool, await catalog.ListAssignedAsync(cancellationToken));
            LogHoldingsLearned(logger, pool.Name, _ledger.InUse(IPFamily.IPv4), _ledger.InUse(IPFamily.IPv6));
        }
    }

    /// <inheritdoc/>
    public Task<AllocationResult> AllocateAsync(AllocationRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Apply(request, pool => _ledger.Allocate(pool, request)));

    /// <inheritdoc/>
    public Task<AllocationResult> AssignAsync(
        ImmutableArray<Address> addresses, AllocationRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Apply(request, pool => _ledger.Assign(pool, addresses, request)));

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
