using System.Collections.Immutable;

namespace MetalOrleans.Domain.Nodes;

/// <summary>What the product reads of a Kubernetes Node.</summary>
public sealed record ClusterNode
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>metadata.labels</c>.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether condition <c>NetworkUnavailable</c> is <c>True</c> (L-013).</summary>
    public bool IsNetworkUnavailable { get; init; }

    /// <summary>Whether label <c>node.kubernetes.io/exclude-from-external-load-balancers</c> is present (L-013).</summary>
    public bool IsExcludedFromLoadBalancers { get; init; }
}
