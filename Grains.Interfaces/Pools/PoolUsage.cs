using System.Collections.Immutable;
using MetalOrleans.Domain.Allocation;

namespace MetalOrleans.Grains.Interfaces.Pools;

/// <summary>How full a pool is (C-019, A-050): a shared address counts once.</summary>
/// <param name="AssignedIPv4">IPv4 addresses held.</param>
/// <param name="AssignedIPv6">IPv6 addresses held.</param>
/// <param name="AvailableIPv4">IPv4 addresses left, those kept for somebody included.</param>
/// <param name="AvailableIPv6">IPv6 addresses left, those kept for somebody included, saturating.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.PoolUsage")]
public sealed record PoolUsage(
    [property: Id(0)] long AssignedIPv4,
    [property: Id(1)] long AssignedIPv6,
    [property: Id(2)] long AvailableIPv4,
    [property: Id(3)] long AvailableIPv6)
{
    /// <summary>IPv4 addresses that reservations keep, in use or not.</summary>
    [Id(4)]
    public long ReservedIPv4 { get; init; }

    /// <summary>IPv6 addresses that reservations keep, in use or not; saturating.</summary>
    [Id(5)]
    public long ReservedIPv6 { get; init; }

    /// <summary>Addresses held for Services that went.</summary>
    [Id(6)]
    public long HeldForOwners { get; init; }

    /// <summary>Quotas of the namespaces that hold something.</summary>
    [Id(7)]
    public ImmutableArray<QuotaUse> Quotas { get; init; } = [];
}
