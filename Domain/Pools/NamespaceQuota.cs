using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Domain.Pools;

/// <summary>How many addresses of a pool the Services of one namespace may hold.</summary>
public sealed record NamespaceQuota
{
    /// <summary>Its name, unique in the policy.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The most addresses, both families together, that each matching namespace may hold; a shared address counts once. From 0.
    /// </summary>
    public required int Addresses { get; init; }

    /// <summary>Namespaces by name; empty together with the selectors means every namespace.</summary>
    public ImmutableSortedSet<string> Namespaces { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Namespaces by label, ORed.</summary>
    public ImmutableArray<LabelSelector> NamespaceSelectors { get; init; } = [];

    /// <summary>Whether the quota bounds the namespace.</summary>
    public bool Bounds(string name, IReadOnlyDictionary<string, string> labels) =>
        (Namespaces.IsEmpty && NamespaceSelectors.IsEmpty)
        || Namespaces.Contains(name)
        || NamespaceSelectors.Any(selector => selector.Matches(labels));

    /// <summary>Whether the other quota says the same.</summary>
    public bool Equals(NamespaceQuota? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && Addresses == other.Addresses
        && Contents.Same(Namespaces, other.Namespaces)
        && Contents.Same(NamespaceSelectors, other.NamespaceSelectors);

    /// <summary>The hash of the name.</summary>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
