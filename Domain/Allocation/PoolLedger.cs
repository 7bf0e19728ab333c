using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>Who holds which address of one pool. Immutable: each verb answers with the next ledger.</summary>
/// <remarks>
/// Invariant 1 of the design: an address is held by one Service, or by several with equal sharing keys, equal backend keys
/// and disjoint ports. Finding the lowest free address costs the logarithm of the number of held runs, whatever the size
/// of the range.
/// </remarks>
public sealed record PoolLedger
{
    /// <summary>The ledger in which nobody holds anything.</summary>
    public static PoolLedger Empty { get; } = new();

    /// <summary>The number of distinct addresses held, by family (A-050: a shared address counts once).</summary>
    public int InUse(IPFamily family) => throw new NotImplementedException();

    /// <summary>The Services that hold an address, by key; empty when it is free.</summary>
    public ImmutableSortedSet<ServiceKey> HoldersOf(Address address) => throw new NotImplementedException();

    /// <summary>The addresses that a Service holds, in the order it got them; empty when none.</summary>
    public ImmutableArray<Address> HeldBy(ServiceKey service) => throw new NotImplementedException();

    /// <summary>Takes the lowest suitable address of each wanted family (A-006, S-034); a repeat answers the same .</summary>
    public (AllocationResult Result, PoolLedger Next) Allocate(AddressPool pool, AllocationRequest request) =>
        throw new NotImplementedException();

    /// <summary>Takes exactly these addresses, or none (S-030 to S-033); releases what else the Service held here.</summary>
    public (AllocationResult Result, PoolLedger Next) Assign(
        AddressPool pool, ImmutableArray<Address> addresses, AllocationRequest request) => throw new NotImplementedException();

    /// <summary>Frees whatever the Service holds; the same ledger when that is nothing.</summary>
    public PoolLedger Release(ServiceKey service) => throw new NotImplementedException();
}
