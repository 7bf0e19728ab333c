using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>A prefix of either family, as NLRI carries it: a length in bits, and as many octets as that takes (RFC 4271 §4.3).</summary>
/// <remarks>The bits beyond the length are 0, so that equal prefixes are equal values.</remarks>
public readonly record struct BgpPrefix : IComparable<BgpPrefix>
{
    private const int OctetBits = 8;
    private const int ValueBits = 128;
    private const int HalfBits = 64;

    // Aligned to the left for both families: the first octet of the prefix is the highest of the number.
    private readonly ulong _high;
    private readonly ulong _low;

    private BgpPrefix(ulong high, ulong low, int length, bool isIPv4)
    {
        _high = high & MaskOf(length);
        _low = low & MaskOf(length - HalfBits);
        Length = (byte)length;
        IsIPv4 = isIPv4;
    }

    /// <summary>Bits of the prefix: 0 to 32 for IPv4, 0 to 128 for IPv6.</summary>
    public byte Length { get; }

    /// <summary>Whether it is an IPv4 prefix; else it is an IPv6 prefix.</summary>
    public bool IsIPv4 { get; }

    /// <summary>The family that carries it.</summary>
    public BgpFamily Family => IsIPv4 ? BgpFamily.IPv4Unicast : BgpFamily.IPv6Unicast;

    /// <summary>Octets that the prefix takes in NLRI, its length octet included.</summary>
    public int EncodedLength => EncodedLengthOf(Length);

    /// <summary>The first address of the prefix.</summary>
    public IPAddressValue Address => IsIPv4 ? new IPv4Address((uint)(_high >> 32)) : new IPv6Address(_high, _low);

    /// <summary>The most octets that a prefix of a family takes in NLRI.</summary>
    public static int EncodedLengthMax(bool isIPv4) => 1 + (isIPv4 ? IPv4Address.Length : IPv6Address.Length);

    /// <summary>Octets that a prefix of this length takes in NLRI.</summary>
    internal static int EncodedLengthOf(int length) => 1 + ((length + OctetBits - 1) / OctetBits);

    /// <summary>The prefix of this length that holds an address.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is above that of an address.</exception>
    public static BgpPrefix Of(IPAddressValue address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, address.IsIPv4 ? 32 : ValueBits);
        return address.IsIPv4
            ? new BgpPrefix((ulong)address.IPv4.Value << 32, 0, length, isIPv4: true)
            : new BgpPrefix(address.IPv6.High, address.IPv6.Low, length, isIPv4: false);
    }

    /// <summary>Reads one prefix of a list.</summary>
    /// <param name="octets">The list from this prefix on.</param>
    /// <param name="family">A family that is spoken here.</param>
    /// <param name="prefix">The prefix, when there is one.</param>
    /// <param name="taken">Octets it took.</param>
    /// <returns>Whether there is one: a length above the family's, or more octets than there are, is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> octets, BgpFamily family, out BgpPrefix prefix, out int taken)
    {
        prefix = default;
        taken = 0;
        if (octets.IsEmpty || octets[0] > family.PrefixLengthMax)
        {
            return false;
        }

        var length = octets[0];
        var count = EncodedLengthOf(length) - 1;
        if (octets.Length < 1 + count)
        {
            return false;
        }

        var high = 0UL;
        var low = 0UL;
        for (var index = 0; index < Math.Min(count, sizeof(ulong)); index++)
        {
            high |= (ulong)octets[1 + index] << (HalfBits - OctetBits - (OctetBits * index));
        }

        for (var index = sizeof(ulong); index < count; index++)
        {
            low |= (ulong)octets[1 + index] << (ValueBits - OctetBits - (OctetBits * index));
        }

        prefix = new BgpPrefix(high, low, length, family == BgpFamily.IPv4Unicast);
        taken = 1 + count;
        return true;
    }

    /// <summary>Writes the prefix.</summary>
    /// <returns>Octets written, <see cref="EncodedLength"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Write(Span<byte> octets)
    {
        var length = EncodedLength;
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, length, nameof(octets));
        octets[0] = Length;
        Span<byte> all = stackalloc byte[IPv6Address.Length];
        new IPv6Address(_high, _low).Write(all);
        all[..(length - 1)].CopyTo(octets[1..]);
        return length;
    }

    /// <summary>IPv4 first, then by address, then by length.</summary>
    public int CompareTo(BgpPrefix other) =>
        IsIPv4 != other.IsIPv4 ? (IsIPv4 ? -1 : 1)
        : _high != other._high ? _high.CompareTo(other._high)
        : _low != other._low ? _low.CompareTo(other._low)
        : Length.CompareTo(other.Length);

    /// <summary><c>192.0.2.0/24</c>.</summary>
    public override string ToString() => $"{Address}/{Length}";

    private static ulong MaskOf(int length) => length switch
    {
        <= 0 => 0,
        >= HalfBits => ulong.MaxValue,
        _ => ulong.MaxValue << (HalfBits - length),
    };
}
