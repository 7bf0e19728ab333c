using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Services;

/// <summary>One pool to try, for these addresses, or when there are none for any of these families.</summary>
internal sealed record PoolAttempt(
    AddressPool Pool, ImmutableArray<IPFamily> Families, ImmutableArray<Address> Addresses)
{
    /// <summary>Whether only a pool that keeps an address for the Service is asked to give any.</summary>
    public bool OnlyOwn { get; init; }
}
