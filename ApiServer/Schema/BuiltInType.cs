using System.Collections.Immutable;

namespace MetalOrleans.ApiServer.Schema;

/// <summary>A type of the Kubernetes API, as the <c>*.types</c> resources declare it.</summary>
internal sealed record BuiltInType
{
    /// <summary>Go package of the type, the beginning of its OpenAPI name.</summary>
    internal required string Package { get; init; }

    /// <summary>Short name of the package within the resources.</summary>
    internal required string Alias { get; init; }

    internal required string Name { get; init; }

    /// <summary>Group of a kind; null for types that are no kinds.</summary>
    internal string? Group { get; init; }

    internal string? Version { get; init; }

    internal bool IsAtomic { get; init; }

    internal string Description { get; init; } = "";

    internal ImmutableArray<BuiltInField> Fields { get; init; } = [];

    internal string OpenApiName => $"{Package}.{Name}";
}
