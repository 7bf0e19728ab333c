using System.Globalization;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Bgp;

/// <summary>A value that routers act on, carried by a route: a standard or a large community (C-053).</summary>
/// <remarks>Ordered by kind, standard first, then by value.</remarks>
public readonly record struct BgpCommunity : IComparable<BgpCommunity>
{
    private const string LargeMarker = "large";

    private readonly UInt128 _value;

    private BgpCommunity(BgpCommunityKind kind, UInt128 value)
    {
        Kind = kind;
        _value = value;
    }

    /// <summary>Whether it is a standard or a large community.</summary>
    public BgpCommunityKind Kind { get; }

    /// <summary>
    /// The 32 bits of a standard community as the COMMUNITIES attribute carries them (RFC 1997); of a large one the lower
    /// 32 bits, its second local part.
    /// </summary>
    public uint Value => (uint)_value;

    /// <summary>The Global Administrator of a large community (RFC 8092 §3); 0 of a standard one.</summary>
    public uint GlobalAdministrator => (uint)(_value >> 64);

    /// <summary>Local Data Part 1 of a large community (RFC 8092 §3); 0 of a standard one.</summary>
    public uint LocalDataPart1 => (uint)(_value >> 32);

    /// <summary>Local Data Part 2 of a large community (RFC 8092 §3); 0 of a standard one.</summary>
    public uint LocalDataPart2 => Kind == BgpCommunityKind.Large ? (uint)_value : 0;

    /// <summary>The standard community <c>high:low</c>.</summary>
    public static BgpCommunity Standard(ushort high, ushort low) =>
        new(BgpCommunityKind.Standard, ((uint)high << 16) | low);

    /// <summary>The large community <c>large:global:part1:part2</c>.</summary>
    public static BgpCommunity Large(uint globalAdministrator, uint localDataPart1, uint localDataPart2) =>
        new(BgpCommunityKind.Large, ((UInt128)globalAdministrator << 64) | ((UInt128)localDataPart1 << 32) | localDataPart2);

    /// <summary>Reads <c>A:B</c>, two decimal numbers of 16 bits, or <c>large:A:B:C</c>, three of 32 bits (C-120, C-121).</summary>
    /// <returns>The community, or what is wrong in MetalLB's words; never an exception.</returns>
    public static BgpCommunityResult Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sections = text.Split(':');
        switch (sections.Length)
        {
            case 2:
                return TryReadSections(text, sections, ushort.MaxValue, out var two, out var error)
                    ? Accept(Standard((ushort)two[0], (ushort)two[1]))
                    : Refuse(error);
            case 4 when sections[0] == LargeMarker:
                return TryReadSections(text, sections.AsSpan(1), uint.MaxValue, out var three, out error)
                    ? Accept(Large(three[0], three[1], three[2]))
                    : Refuse(error);
            case 4:
                return Refuse(
                    "invalid community value: invalid marker for large community, expected community to be of format "
                    + $"large:<uint32>:<uint32>:<uint32> but got {QuotedText.Of(text)} instead");
            default:
                // A name cannot contain a colon.
                return new BgpCommunityResult(null, $"invalid community format: {text}", MayBeName: sections.Length == 1);
        }
    }

    /// <summary>Orders by kind, then by value.</summary>
    public int CompareTo(BgpCommunity other) =>
        Kind != other.Kind ? ((int)Kind).CompareTo((int)other.Kind) : _value.CompareTo(other._value);

    /// <summary><c>64512:100</c>, or <c>large:64512:1:2</c>: the text that reads back as the same community.</summary>
    public override string ToString() => Kind == BgpCommunityKind.Standard
        ? string.Create(CultureInfo.InvariantCulture, $"{Value >> 16}:{(ushort)Value}")
        : string.Create(CultureInfo.InvariantCulture, $"{LargeMarker}:{GlobalAdministrator}:{LocalDataPart1}:{LocalDataPart2}");

    private static BgpCommunityResult Accept(BgpCommunity community) => new(community, null, MayBeName: false);

    private static BgpCommunityResult Refuse(string error) => new(null, error, MayBeName: false);

    private static bool TryReadSections(
        string text, ReadOnlySpan<string> sections, uint max, out uint[] numbers, out string error)
    {
        numbers = new uint[sections.Length];
        for (var i = 0; i < sections.Length; i++)
        {
            var section = sections[i];
            if (uint.TryParse(section, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) && numbers[i] <= max)
            {
                continue;
            }

            // Operators search for what Go's strconv says.
            var isNumber = section.Length > 0 && section.All(char.IsAsciiDigit);
            var reason = $"strconv.ParseUint: parsing {QuotedText.Of(section)}: "
                + (isNumber ? "value out of range" : "invalid syntax");
            error = $"invalid community value: invalid section {QuotedText.Of(section)} of community {QuotedText.Of(text)}, "
                + $"err: {QuotedText.Of(reason)}";
            return false;
        }

        error = "";
        return true;
    }
}
