using System.Collections.Immutable;
using System.Globalization;

namespace MetalOrleans.Domain.Bgp;

/// <summary>
/// Which communities a Service may ask for: <c>A:B</c> or <c>large:A:B:C</c> where <c>*</c> stands for any number, or a name.
/// </summary>
public sealed record CommunityPattern
{
    private const string Any = "*";

    private readonly ImmutableArray<uint?> _parts;
    private readonly BgpCommunityKind _kind;
    private readonly string? _name;

    private CommunityPattern(string text, BgpCommunityKind kind, ImmutableArray<uint?> parts, string? name) =>
        (Text, _kind, _parts, _name) = (text, kind, parts, name);

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern.</summary>
    /// <returns>The pattern; null for a text that no community and no name can be like.</returns>
    public static CommunityPattern? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sections = text.Split(':');
        return sections switch
        {
            [{ Length: > 0 } name] when name != Any => new CommunityPattern(text, default, [], name),
            [_, _] => Read(text, BgpCommunityKind.Standard, sections, ushort.MaxValue),
            ["large", _, _, _] => Read(text, BgpCommunityKind.Large, sections.AsSpan(1), uint.MaxValue),
            _ => null,
        };
    }

    /// <summary>Whether the pattern stands for a community.</summary>
    /// <param name="community">The community.</param>
    /// <param name="find">What a name means; null for one that means nothing.</param>
    public bool Matches(BgpCommunity community, Func<string, BgpCommunity?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        if (_name is not null)
        {
            return find(_name) == community;
        }

        return _kind == community.Kind && (_kind == BgpCommunityKind.Standard
            ? Allows(0, community.Value >> 16) && Allows(1, community.Value & ushort.MaxValue)
            : Allows(0, community.GlobalAdministrator) && Allows(1, community.LocalDataPart1) && Allows(2, community.LocalDataPart2));
    }

    /// <summary>Whether the other pattern was written the same.</summary>
    public bool Equals(CommunityPattern? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <summary>The hash of the text.</summary>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private static CommunityPattern? Read(string text, BgpCommunityKind kind, ReadOnlySpan<string> sections, uint max)
    {
        var parts = ImmutableArray.CreateBuilder<uint?>(sections.Length);
        foreach (var section in sections)
        {
            if (section == Any)
            {
                parts.Add(null);
            }
            else if (uint.TryParse(section, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max)
            {
                parts.Add(number);
            }
            else
            {
                return null;
            }
        }

        return new CommunityPattern(text, kind, parts.ToImmutable(), name: null);
    }

    private bool Allows(int part, uint number) => _parts[part] is not { } wanted || wanted == number;
}
