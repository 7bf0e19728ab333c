using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Allocation;

/// <summary>A set of addresses as runs, by family: finds the lowest address that is not in it.</summary>
internal sealed record AddressRuns
{
    /// <summary>IPv4 addresses that end neither in .0 nor in .255, of each 256.</summary>
    private const int SafePerBlock = 254;

    private const int BlockBits = 8;

    private AddressRuns()
    {
    }

    /// <summary>No address.</summary>
    public static AddressRuns Empty { get; } = new();

    private HeldRuns IPv4 { get; init; } = HeldRuns.Empty;

    private HeldRuns IPv6 { get; init; } = HeldRuns.Empty;

    /// <summary>
    /// The safe IPv4 addresses once more, numbered without gaps. A pool that avoids buggy addresses leaves a gap in every
    /// block of 256; searched by number, it is as few runs as any other pool.
    /// </summary>
    private HeldRuns SafeIPv4 { get; init; } = HeldRuns.Empty;

    /// <summary>Whether the address is in the set.</summary>
    public bool Contains(Address address) =>
        (address.Family == IPFamily.IPv6 ? IPv6 : IPv4).Contains(address.Value);

    /// <summary>The lowest address of a range that is not in the set; null when all are.</summary>
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

    /// <summary>With the address; the same set when it has it.</summary>
    public AddressRuns Add(Address address) => address switch
    {
        _ when Contains(address) => this,
        { Family: IPFamily.IPv6 } => this with { IPv6 = IPv6.Add(address.Value) },
        _ => this with
        {
            IPv4 = IPv4.Add(address.Value),
            SafeIPv4 = AddressPool.IsBuggy(address) ? SafeIPv4 : SafeIPv4.Add(NumberAtOrAbove(address.Value)),
        },
    };

    /// <summary>With all addresses of a range.</summary>
    public AddressRuns Add(AddressRange range)
    {
        if (range.Family == IPFamily.IPv6)
        {
            return this with { IPv6 = IPv6.AddRange(range.First.Value, range.Last.Value) };
        }

        // The number above the last safe address of the range, which is the first one above that when the last is not safe.
        var first = NumberAtOrAbove(range.First.Value);
        var beyond = NumberAtOrAbove(range.Last.Value) + (AddressPool.IsBuggy(range.Last) ? UInt128.Zero : UInt128.One);
        return this with
        {
            IPv4 = IPv4.AddRange(range.First.Value, range.Last.Value),
            SafeIPv4 = first < beyond ? SafeIPv4.AddRange(first, beyond - 1) : SafeIPv4,
        };
    }

    /// <summary>Without the address; the same set when it lacks it.</summary>
    public AddressRuns Remove(Address address) => address switch
    {
        _ when !Contains(address) => this,
        { Family: IPFamily.IPv6 } => this with { IPv6 = IPv6.Remove(address.Value) },
        _ => this with
        {
            IPv4 = IPv4.Remove(address.Value),
            SafeIPv4 = AddressPool.IsBuggy(address) ? SafeIPv4 : SafeIPv4.Remove(NumberAtOrAbove(address.Value)),
        },
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
