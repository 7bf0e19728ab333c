using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Domain.Announcements;

/// <summary>
/// Which pools are announced in layer 2, from which nodes and interfaces (L2Advertisement, C-030 to C-037), validated.
/// </summary>
public sealed record L2Advertisement
{
    /// <summary>The object's name.</summary>
    public required string Name { get; init; }

    /// <summary>Pools by name; together with no selector, empty means all pools (C-030, C-031).</summary>
    public ImmutableSortedSet<string> Pools { get; init; } = [];

    /// <summary>Pools by label, ORed and united with <see cref="Pools"/> (C-031).</summary>
    public ImmutableArray<LabelSelector> PoolSelectors { get; init; } = [];

    /// <summary>Nodes by label, ORed; empty means all nodes (C-032).</summary>
    public ImmutableArray<LabelSelector> NodeSelectors { get; init; } = [];

    /// <summary>Interface names; empty means all interfaces (C-033).</summary>
    public ImmutableSortedSet<string> Interfaces { get; init; } = [];

    /// <summary>Services by label, ORed; empty means all Services (C-034).</summary>
    public ImmutableArray<LabelSelector> ServiceSelectors { get; init; } = [];

    /// <summary>Nodes to prefer, each with a weight (C-035 to C-037).</summary>
    public ImmutableArray<PreferredNodes> PreferredNodes { get; init; } = [];

    /// <summary>Whether the other advertisement says the same.</summary>
    public bool Equals(L2Advertisement? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && Contents.Same(Pools, other.Pools)
        && Contents.Same(PoolSelectors, other.PoolSelectors)
        && Contents.Same(NodeSelectors, other.NodeSelectors)
        && Contents.Same(Interfaces, other.Interfaces)
        && Contents.Same(ServiceSelectors, other.ServiceSelectors)
        && Contents.Same(PreferredNodes, other.PreferredNodes);

    /// <summary>The hash of the name.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
