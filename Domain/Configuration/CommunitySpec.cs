using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>A Community as it was written, not yet judged.</summary>
public sealed record CommunitySpec
{
    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>metadata.creationTimestamp</c>: of two objects that define one name, the older is kept.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>spec.communities</c>.</summary>
    public ImmutableArray<CommunityEntrySpec> Communities { get; init; } = [];
}
