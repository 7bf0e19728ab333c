namespace MetalOrleans.Grains.Interfaces.Pools;

/// <summary>How full a pool is (C-019, A-050): a shared address counts once.</summary>
/// <param name="AssignedIPv4">IPv4 addresses held.</param>
/// <param name="AssignedIPv6">IPv6 addresses held.</param>
/// <param name="AvailableIPv4">IPv4 addresses left.</param>
/// <param name="AvailableIPv6">IPv6 addresses left, saturating.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.PoolUsage")]
public sealed record PoolUsage(
    [property: Id(0)] long AssignedIPv4,
    [property: Id(1)] long AssignedIPv6,
    [property: Id(2)] long AvailableIPv4,
    [property: Id(3)] long AvailableIPv6);
