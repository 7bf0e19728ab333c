namespace MetalOrleans.Domain.Pools;

/// <summary>How many addresses of each family a pool can give out; saturates at <see cref="long.MaxValue"/> (A-041, A-051, Q-19).</summary>
/// <param name="IPv4">Usable IPv4 addresses.</param>
/// <param name="IPv6">Usable IPv6 addresses.</param>
public readonly record struct PoolCapacity(long IPv4, long IPv6)
{
    /// <summary>Both families together, saturating.</summary>
    public long Total => throw new NotImplementedException();

    /// <summary>Counts a pool's addresses without enumerating them.</summary>
    public static PoolCapacity Of(AddressPool pool) => throw new NotImplementedException();
}
