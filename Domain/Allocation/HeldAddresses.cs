using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Allocation;

/// <summary>The held addresses of a pool as runs, by family: finds the lowest free one and counts.</summary>
internal sealed record HeldAddresses
{
    /// <summary>IPv4 addresses that end neither in .0 nor in .255, of each 256.</summary>
    private const int SafePerBlock = 254;

    private const int BlockBits = 8;

    private HeldAddresses()
    {
    }

    /// <summary>No address is held.</summary>
    public static HeldAddresses Empty { get; } = new();

    private HeldRuns IPv4 { get; init; } = HeldRuns.Empty;

    private HeldRuns IPv6 { get; init; } = HeldRuns.Empty;

    /// <summary>
    /// The safe IPv4 addresses once more, numbered without gaps. A pool that avoids buggy addresses leaves a gap in every
    /// block of 256; searched by number, it is as few runs as any other pool.
    /// </summary>
    private HeldRuns SafeIPv4 { get; init; } = HeldRuns.Empty;

    private int IPv4Count { get; init; }

    private int IPv6Count { get; init; }

    /// <summary>How many addresses of a family are held.</summary>
    public int Count(IPFamily family) => family == IPFamily.IPv4 ? IPv4Count : IPv6Count;

    /// <summary>The lowest free address of a range; null when all are held.</summary>
    /// <param name="range">The range.</param>
    /// <param name="avoidBuggyIPs">Whether to pass over IPv4 addresses that end in .0 or .255 .</param>
    public Address? LowestFree(AddressRange range, bool avoidBuggyIPs)
    {
        if (range.Family == IPFamily.IPv6)
        {
            return Within(range, IPv6.NextFree(range.First.Value));
        }

        return avoidBuggyIPs
            ? Within(range, SafeIPv4.NextFree(NumberAtOrAbove(range.First.Value)) is { } number ? ValueOf(number) : null)
            : Within(range, IPv4.NextFree(range.First.Value));
    }

    /// <summary>With one more address, which was free.</summary>
    public HeldAddresses Add(Address address) => address.Family == IPFamily.IPv6
        ? this with { IPv6 = IPv6.Add(address.Value), IPv6Count = IPv6Count + 1 }
        : this with
        {
            IPv4 = IPv4.Add(address.Value),
            SafeIPv4 = AddressPool.IsBuggy(address) ? SafeIPv4 : SafeIPv4.Add(NumberAtOrAbove(address.Value)),
            IPv4Count = IPv4Count + 1,
        };

    /// <summary>With one address less, which was held.</summary>
    public HeldAddresses Remove(Address address) => address.Family == IPFamily.IPv6
        ? this with { IPv6 = IPv6.Remove(address.Value), IPv6Count = IPv6Count - 1 }
        : this with
        {
            IPv4 = IPv4.Remove(address.Value),
            SafeIPv4 = AddressPool.IsBuggy(address) ? SafeIPv4 : SafeIPv4.Remove(NumberAtOrAbove(address.Value)),
            IPv4Count = IPv4Count - 1,
        };

    private static Address? Within(AddressRange range, UInt128? value) =>
        value is { } free && free <= range.Last.Value ? Address.FromValue(free, range.Family) : null;

    /// <summary>The number of a safe address; for a buggy one, that of the next safe address above it.</summary>
    private static UInt128 NumberAtOrAbove(UInt128 value)
    {
        var inBlock = (int)(byte)value;
        return ((value >> BlockBits) * SafePerBlock) + (UInt128)Math.Clamp(inBlock - 1, 0, SafePerBlock);
    }

    private static UInt128 ValueOf(UInt128 number)
    {
        var (block, inBlock) = UInt128.DivRem(number, SafePerBlock);
        return (block << BlockBits) + inBlock + 1;
    }
}
