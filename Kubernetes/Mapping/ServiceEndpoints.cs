using System.Collections.Immutable;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>What announcing depends on of all the endpoints of a Service.</summary>
/// <param name="HasServingEndpoint">Whether any endpoint anywhere can serve (L-010, L-030).</param>
/// <param name="ServingNodes">The nodes that host one (L-014).</param>
public sealed record ServiceEndpoints(bool HasServingEndpoint, ImmutableSortedSet<string> ServingNodes)
{
    /// <summary>No endpoint.</summary>
    public static ServiceEndpoints None { get; } = new(HasServingEndpoint: false, ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    /// <summary>How many ready endpoints each node hosts, by node; nodes without one are left out.</summary>
    public ImmutableSortedDictionary<string, int> ReadyByNode { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Equal by content.</summary>
    public bool Equals(ServiceEndpoints? other) =>
        other is not null && HasServingEndpoint == other.HasServingEndpoint && ServingNodes.SetEquals(other.ServingNodes)
        && ReadyByNode.SequenceEqual(other.ReadyByNode);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HasServingEndpoint, ServingNodes.Count);
}
