using System.Collections.Immutable;

namespace MetalOrleans.Grains.Interfaces.Services;

/// <summary>What announcements need to know of a Service's endpoints (L-030, L-031).</summary>
/// <param name="HasServing">Whether any endpoint can serve.</param>
/// <param name="ServingNodes">The nodes that host one, sorted.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.ServiceEndpoints")]
public sealed record ServiceEndpoints(
    [property: Id(0)] bool HasServing,
    [property: Id(1)] ImmutableSortedSet<string> ServingNodes)
{
    /// <summary>How many ready endpoints each node hosts, by node; nodes without one are left out.</summary>
    [Id(2)]
    public ImmutableSortedDictionary<string, int> ReadyByNode { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>No endpoint can serve.</summary>
    public static ServiceEndpoints None { get; } = new(false, []);
}
