using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Domain.Pools;

/// <summary>Restricts a pool to some Services and orders it among others (C-014 to C-018).</summary>
public sealed record ServiceAllocation
{
    /// <summary>
    /// Lower positive numbers are tried first; 0, the default, and negative numbers last (C-015, Q-17).
    /// </summary>
    public int Priority { get; init; }

    /// <summary>Namespaces by name; empty together with the selectors means any.</summary>
    public ImmutableSortedSet<string> Namespaces { get; init; } = [];

    /// <summary>Namespaces by label, ORed (C-017).</summary>
    public ImmutableArray<LabelSelector> NamespaceSelectors { get; init; } = [];

    /// <summary>Services by label, ORed, and ANDed with the namespace condition (C-018).</summary>
    public ImmutableArray<LabelSelector> ServiceSelectors { get; init; } = [];

    /// <summary>Whether the other restriction says the same.</summary>
    public bool Equals(ServiceAllocation? other) =>
        other is not null
        && Priority == other.Priority
        && Contents.Same(Namespaces, other.Namespaces)
        && Contents.Same(NamespaceSelectors, other.NamespaceSelectors)
        && Contents.Same(ServiceSelectors, other.ServiceSelectors);

    /// <summary>The hash of the priority and the namespaces' count.</summary>
    public override int GetHashCode() => HashCode.Combine(Priority, Namespaces.Count);
}
