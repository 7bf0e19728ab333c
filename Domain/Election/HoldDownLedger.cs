using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Election;

/// <summary>
/// Since when each node could announce without interruption: a node that returned less than the hold-down ago gets no
/// address that another node can announce.
/// </summary>
/// <remarks>
/// A node is ready while its agent is connected and Kubernetes does not say that its network is unavailable. A link that
/// comes back restarts the time, and so does the end of deafness, because what is behind the link (spanning tree, port security) takes a while too. Labels
/// do not: whoever removes the exclude label or ends a drain wants the node back. Times are readings of one monotonic
/// clock. Immutable.
/// </remarks>
/// <param name="HoldDown">How long a node must have been ready; zero holds nothing back, as MetalLB does (L-120).</param>
public sealed record HoldDownLedger(TimeSpan HoldDown)
{
    private static readonly ImmutableSortedDictionary<string, Readiness> _nobody =
        ImmutableSortedDictionary.Create<string, Readiness>(StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, Readiness> Nodes { get; init; } = _nobody;

    /// <summary>The ledger after a look at the nodes.</summary>
    public HoldDownLedger Observe(ClusterView view, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (HoldDown == TimeSpan.Zero)
        {
            return this;
        }

        var nodes = Nodes;
        foreach (var gone in Nodes.Keys.Where(node => !IsReady(node, view)))
        {
            nodes = nodes.Remove(gone);
        }

        foreach (var node in view.Agents.Where(node => IsReady(node, view)))
        {
            var unusable = view.Links.TryGetValue(node, out var links) ? links.Unusable : [];
            if (!nodes.TryGetValue(node, out var before) || !before.Unusable.IsSubsetOf(unusable))
            {
                nodes = nodes.SetItem(node, new Readiness(now, unusable));
            }
            else if (!before.Unusable.SetEquals(unusable))
            {
                nodes = nodes.SetItem(node, before with { Unusable = unusable });
            }
        }

        return ReferenceEquals(nodes, Nodes) ? this : this with { Nodes = nodes };
    }

    /// <summary>The node is held back no more, because an operator asked.</summary>
    public HoldDownLedger Release(string node, TimeSpan now) =>
        Nodes.TryGetValue(node, out var readiness)
            ? this with { Nodes = Nodes.SetItem(node, readiness with { Since = now - HoldDown }) }
            : this;

    /// <summary>The nodes that are held back.</summary>
    public ImmutableSortedSet<string> Held(TimeSpan now) =>
        Nodes.Where(node => now - node.Value.Since < HoldDown)
            .Select(node => node.Key)
            .ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>How long until the next node is held back no more; null when none is.</summary>
    public TimeSpan? NextEnd(TimeSpan now)
    {
        TimeSpan? next = null;
        foreach (var (_, readiness) in Nodes)
        {
            var left = readiness.Since + HoldDown - now;
            if (left > TimeSpan.Zero && !(left >= next))
            {
                next = left;
            }
        }

        return next;
    }

    private static bool IsReady(string node, ClusterView view) =>
        view.Agents.Contains(node) && !view.DeafNodes.ContainsKey(node)
        && !(view.Nodes.TryGetValue(node, out var known) && known.IsNetworkUnavailable);

    private sealed record Readiness(TimeSpan Since, ImmutableSortedSet<string> Unusable);
}
