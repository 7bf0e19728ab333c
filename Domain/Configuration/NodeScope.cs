using System.Collections.Immutable;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Domain.Configuration;

/// <summary>The nodes that an object with node selectors is for.</summary>
internal sealed class NodeScope(ImmutableArray<ClusterNode> nodes)
{
    /// <summary>Whether no node is known; objects are then taken to share all their nodes (C-091).</summary>
    public bool IsUnknown => nodes.IsEmpty;

    /// <summary>The names of the nodes that the selectors match; with no selector, of all.</summary>
    public ImmutableSortedSet<string> Of(ImmutableArray<LabelSelector> selectors) =>
        nodes.Where(node => selectors.Selects(node.Labels)).Select(node => node.Name).ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>
    /// The same for a refusal, in which null stands for every node, whether it is known yet or not.
    /// </summary>
    public ImmutableSortedSet<string>? OfRefusal(ImmutableArray<LabelSelector> selectors) =>
        IsUnknown || selectors.IsDefaultOrEmpty ? null : Of(selectors);
}
