using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Nodes;

/// <summary>What the product reads of a Kubernetes Node.</summary>
public sealed record ClusterNode
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>metadata.labels</c>.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The annotations whose keys start with <c>metalorleans.io/</c>; no others.</summary>
    public ImmutableDictionary<string, string> Annotations { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether condition <c>NetworkUnavailable</c> is <c>True</c> (L-013).</summary>
    public bool IsNetworkUnavailable { get; init; }

    /// <summary>
    /// Whether label <c>node.kubernetes.io/exclude-from-external-load-balancers</c> is present (L-013).
    /// </summary>
    public bool IsExcludedFromLoadBalancers { get; init; }

    /// <summary>
    /// Whether label or annotation <c>metalorleans.io/drain</c> asks to move the node's addresses elsewhere, where another
    /// node can take them.
    /// </summary>
    public bool IsDraining { get; init; }

    /// <summary>
    /// The value of annotation <c>metalorleans.io/rebalance</c>: each new value asks once that addresses move to where
    /// they belong now, and ends the node's hold-down. Null when there is none.
    /// </summary>
    public string? RebalanceRequest { get; init; }

    /// <summary>The node's own addresses, <c>InternalIP</c> and <c>ExternalIP</c>: never announced.</summary>
    public ImmutableSortedSet<Address> Addresses { get; init; } = [];

    /// <summary>Whether the other node says the same: a heartbeat in its status is no change (W-101).</summary>
    public bool Equals(ClusterNode? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && IsNetworkUnavailable == other.IsNetworkUnavailable
        && IsExcludedFromLoadBalancers == other.IsExcludedFromLoadBalancers
        && IsDraining == other.IsDraining
        && string.Equals(RebalanceRequest, other.RebalanceRequest, StringComparison.Ordinal)
        && Addresses.SetEquals(other.Addresses)
        && Contents.Same(Labels, other.Labels)
        && Contents.Same(Annotations, other.Annotations);

    /// <summary>The hash of the name.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
