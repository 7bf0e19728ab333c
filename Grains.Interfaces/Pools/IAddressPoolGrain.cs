using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Services;
using Orleans.Concurrency;

namespace MetalOrleans.Grains.Interfaces.Pools;

/// <summary>Who holds which address of one pool. Key: the pool's name.</summary>
/// <remarks>
/// A pool learns its holdings from the Services' own status when it is activated, before it answers the first call, so an
/// address that a Service holds is never given to another (invariant 1). A repeated call answers the same. What a Service
/// held before a call it holds after it too, until it settles.
/// </remarks>
[Alias("MetalOrleans.IAddressPoolGrain")]
public interface IAddressPoolGrain : IGrainWithStringKey
{
    /// <summary>Takes the lowest suitable address of each wanted family.</summary>
    [Alias("Allocate")]
    Task<AllocationResult> AllocateAsync(AllocationRequest request, CancellationToken cancellationToken);

    /// <summary>Takes exactly these addresses, or none.</summary>
    [Alias("Assign")]
    Task<AllocationResult> AssignAsync(
        ImmutableArray<Address> addresses, AllocationRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Frees what the Service holds here beside these addresses, all of it when there are none. To be called when the
    /// Service's status shows no other address of the pool.
    /// </summary>
    /// <returns>Whether it held anything else: then a waiting Service may find an address.</returns>
    [Alias("Settle")]
    Task<bool> SettleAsync(ServiceKey service, ImmutableArray<Address> addresses, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps what the Service has here for it, for as long as the pool's policy says; nothing when it says nothing. To be
    /// called before <see cref="SettleAsync"/> when the Service goes for good. A repeat begins the time anew.
    /// </summary>
    [Alias("HoldFor")]
    Task HoldForAsync(ServiceKey service, CancellationToken cancellationToken);

    /// <summary>
    /// Brings the pool up to date with its reservations and the time, and says what it keeps; null without the pool.
    /// </summary>
    [Alias("Keep")]
    Task<PoolKeeping?> KeepAsync(CancellationToken cancellationToken);

    /// <summary>How full the pool is.</summary>
    [Alias("Usage"), ReadOnly]
    Task<PoolUsage> UsageAsync(CancellationToken cancellationToken);
}
