using System.Collections.Immutable;

namespace MetalOrleans.Domain.Bgp;

/// <summary>Names for communities, for use in advertisements (Community, C-120 to C-122), validated.</summary>
public sealed record CommunityNames
{
    /// <summary>The object's name.</summary>
    public required string Name { get; init; }

    /// <summary>The communities by their names, each name unique over all Community objects (C-121).</summary>
    public ImmutableSortedDictionary<string, BgpCommunity> Communities { get; init; } =
        ImmutableSortedDictionary.Create<string, BgpCommunity>(StringComparer.Ordinal);

    /// <summary>Whether the other object says the same.</summary>
    public bool Equals(CommunityNames? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && (ReferenceEquals(Communities, other.Communities) || Communities.SequenceEqual(other.Communities));

    /// <summary>The hash of the name.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
