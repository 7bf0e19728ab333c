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
    IClusterViewSource views, IServiceCatalog catalog, TimeProvider time, ILogger<AddressPoolGrain> logger) : Grain, IAddressPoolGrain
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
    public Task<AllocationResult> AllocateAsync(AllocationRequest request, CancellationToken cancellationToken) =>
        ApplyAsync(request, terms => _ledger.Allocate(terms, request), cancellationToken);

    /// <inheritdoc/>
    public Task<AllocationResult> AssignAsync(
        ImmutableArray<Address> addresses, AllocationRequest request, CancellationToken cancellationToken) =>
        ApplyAsync(request, terms => _ledger.Assign(terms, addresses, request), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SettleAsync(
        ServiceKey service, ImmutableArray<Address> addresses, CancellationToken cancellationToken)
    {
        var before = _ledger;
        _ledger = _ledger.Settle(service, addresses);
        return Task.FromResult(!ReferenceEquals(before, _ledger));
    }

    /// <inheritdoc/>
    public async Task HoldForAsync(ServiceKey service, CancellationToken cancellationToken)
    {
        if (await LearnAsync(cancellationToken) is { } pool
            && views.Current.PoolPolicies.GetValueOrDefault(pool.Name) is { } policy && policy.HoldFor > TimeSpan.Zero)
        {
            _ledger = _ledger.HoldFor(service, time.GetUtcNow() + policy.HoldFor);
        }
    }

    /// <inheritdoc/>
    public async Task<PoolKeeping?> KeepAsync(CancellationToken cancellationToken)
    {
        if (await LearnAsync(cancellationToken) is not { } pool)
        {
            return null;
        }

        var view = views.Current;
        _ledger = _ledger.Under(view, pool, time.GetUtcNow());
        return PoolKeeping.Of(_ledger, view, pool);
    }

    /// <inheritdoc/>
    public Task<PoolUsage> UsageAsync(CancellationToken cancellationToken)
    {
        var capacity = Pool is { } pool ? PoolCapacity.Of(pool) : default;
        var ipv4 = _ledger.InUse(IPFamily.IPv4);
        var ipv6 = _ledger.InUse(IPFamily.IPv6);
        return Task.FromResult(new PoolUsage(
            ipv4, ipv6, Math.Max(0, capacity.IPv4 - ipv4), Math.Max(0, capacity.IPv6 - ipv6))
        {
            ReservedIPv4 = _ledger.ReservedCount(IPFamily.IPv4),
            ReservedIPv6 = _ledger.ReservedCount(IPFamily.IPv6),
            HeldForOwners = _ledger.HeldForOwners,
            Quotas = Pool is { } known ? [.. PoolKeeping.QuotaUses(_ledger, views.Current, known)] : [],
        });
    }

    private AddressPool? Pool => views.Current.Pools.GetValueOrDefault(this.GetPrimaryKeyString());

    /// <summary>
    /// Learns who holds what the pool owns, when it came to be or owns other addresses than before: another pool may have
    /// given them out, and the Services that have them need not have converged since (invariants 1 and 2).
    /// </summary>
    private async Task<AddressPool?> LearnAsync(CancellationToken cancellationToken)
    {
        var pool = Pool;
        while (pool is not null && !ReferenceEquals(pool, _learned))
        {
            if (_learned is null || !pool.OwnsTheSameAs(_learned))
            {
                // What was decided under the pools of before cannot be written any more: the statuses are the whole truth.
                var assigned = await catalog.ListAssignedAsync(cancellationToken);
                _ledger = _ledger.Services.ToList().Aggregate(_ledger, (ledger, service) => ledger.Release(service))
                    .Learn(pool, assigned);
                LogHoldingsLearned(logger, pool.Name, _ledger.InUse(IPFamily.IPv4), _ledger.InUse(IPFamily.IPv6));
            }

            _learned = pool;
            pool = Pool;
        }

        return pool;
    }

    private async Task<AllocationResult> ApplyAsync(
        AllocationRequest request,
        Func<PoolTerms, (AllocationResult Result, PoolLedger Next)> decide,
        CancellationToken cancellationToken)
    {
        if (await LearnAsync(cancellationToken) is not { } pool)
        {
            return AllocationResult.Refused(AllocationRefusal.NotInPool, $"unknown pool \"{this.GetPrimaryKeyString()}\"");
        }

        var view = views.Current;
        _ledger = _ledger.Under(view, pool, time.GetUtcNow());
        var (result, next) = decide(PoolTerms.For(view, pool, request.Service.Namespace));
        if (result.Refusal is { } refusal)
        {
            LogAllocationRefused(logger, request.Service, pool.Name, refusal, result.Message);
        }

        _ledger = next;
        return result;
    }
}
