using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Tests.Domain.Support;

/// <summary>Random values for properties, with the awkward ones often enough.</summary>
internal static class Arbitraries
{
    private static readonly Gen<uint> _words =
        from choice in Gen.Choose(0, 5)
        from number in Gen.Choose(int.MinValue, int.MaxValue)
        select choice switch
        {
            0 => 0u,
            1 => uint.MaxValue,
            2 => (uint)number & 0xff,
            3 => (uint)number & 0xffff0000,
            _ => (uint)number,
        };

    public static Gen<Address> IPv4 => _words.Select(word => Address.FromValue(word, IPFamily.IPv4));

    public static Gen<Address> IPv6 =>
        from high in _words
        from upper in _words
        from lower in _words
        from low in _words
        select Address.FromValue(
            ((UInt128)high << 96) | ((UInt128)upper << 64) | ((UInt128)lower << 32) | low, IPFamily.IPv6);

    public static Gen<Address> Addresses => Gen.OneOf(IPv4, IPv6);

    /// <summary>Two addresses of one family as the ends of a range.</summary>
    public static Gen<AddressRange> Ranges =>
        Gen.OneOf(
            from first in IPv4
            from last in IPv4
            select Between(first, last),
            from first in IPv6
            from last in IPv6
            select Between(first, last));

    /// <summary>Ranges in one small corner of the address space, so that they often meet.</summary>
    public static Gen<AddressRange> CrowdedRanges =>
        from first in Gen.Choose(0, 40)
        from length in Gen.Choose(0, 12)
        from family in Gen.Elements(IPFamily.IPv4, IPFamily.IPv6)
        select Between(
            Address.FromValue((UInt128)first, family), Address.FromValue((UInt128)(first + length), family));

    /// <summary>
    /// Checks a property on random values: the same ones at every run, or others when METALORLEANS_SEED is a number or
    /// <c>random</c>. FsCheck prints the seed of a failure.
    /// </summary>
    public static void Check<T>(this Gen<T> gen, Func<T, bool> holds, int times = 1000)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(times);
        FsCheck.Check.One(Seed() is { } seed ? config.WithReplay(new Replay(seed, size: null)) : config, Prop.ForAll(gen.ToArbitrary(), holds));
    }

    private static Rnd? Seed() => Environment.GetEnvironmentVariable("METALORLEANS_SEED") switch
    {
        "random" => null,
        { Length: > 0 } text => new Rnd(ulong.Parse(text, CultureInfo.InvariantCulture)),
        _ => new Rnd(1),
    };

    private static AddressRange Between(Address one, Address other) =>
        one.CompareTo(other) <= 0 ? new AddressRange(one, other, "") : new AddressRange(other, one, "");
}
