using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Pools;

/// <summary>
/// How many addresses of each family a pool can give out; saturates at <see cref="long.MaxValue"/> (A-041, A-051,
///
/// </summary>
/// <param name="IPv4">Usable IPv4 addresses.</param>
/// <param name="IPv6">Usable IPv6 addresses.</param>
public readonly record struct PoolCapacity(long IPv4, long IPv6)
{
    /// <summary>A-051: a range with 62 host bits or more counts as endless.</summary>
    private static readonly UInt128 _endless = UInt128.One << 62;

    /// <summary>Both families together, saturating.</summary>
    public long Total => Add(IPv4, IPv6);

    /// <summary>Counts a pool's addresses without enumerating them.</summary>
    public static PoolCapacity Of(AddressPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        long ipv4 = 0;
        long ipv6 = 0;
        foreach (var range in pool.Ranges)
        {
            if (range.Family == IPFamily.IPv4)
            {
                ipv4 += Size(range) - (pool.AvoidBuggyIPs ? CountBuggy(range) : 0);
            }
            else
            {
                ipv6 = Add(ipv6, Size(range));
            }
        }

        return new PoolCapacity(ipv4, ipv6);
    }

    private static long Size(AddressRange range)
    {
        var beyondFirst = range.Last.Value - range.First.Value;
        return beyondFirst >= _endless - 1 ? long.MaxValue : (long)beyondFirst + 1;
    }

    /// <summary>How many addresses of an IPv4 range end in .0 or .255.</summary>
    private static long CountBuggy(AddressRange range)
    {
        const int blockSize = 256;
        var first = (long)range.First.Value;
        var last = (long)range.Last.Value;
        var endingIn0 = (last / blockSize) - ((first + blockSize - 1) / blockSize) + 1;
        var endingIn255 = ((last + 1) / blockSize) - (first / blockSize);
        return endingIn0 + endingIn255;
    }

    private static long Add(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;
}
