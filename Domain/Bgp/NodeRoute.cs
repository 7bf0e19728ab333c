using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Bgp;

/// <summary>One prefix that a node advertises: one route to each peer, whatever the number of reasons for it (B-012).</summary>
/// <param name="Prefix">The prefix.</param>
/// <param name="Paths">At least one; each names other peers than the rest, ordered by the first of its peers.</param>
public sealed record NodeRoute(Prefix Prefix, ImmutableArray<RoutePath> Paths)
{
    /// <summary>Every peer that hears of the prefix.</summary>
    public ImmutableSortedSet<string> Peers =>
        Paths.Length == 1 ? Paths[0].Peers : [.. Paths.SelectMany(path => path.Peers)];

    /// <summary>What the peers of a node hear of a prefix; null when it concerns none of them.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="contributions">The reasons for it; their order does not matter.</param>
    /// <param name="peers">The peers that the node has, by name.</param>
    /// <param name="isShuttingDown">Whether the node is about to go (RFC 8326).</param>
    public static NodeRoute? Merge(
        Prefix prefix,
        IReadOnlyCollection<RouteContribution> contributions,
        ImmutableSortedSet<string> peers,
        bool isShuttingDown)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        ArgumentNullException.ThrowIfNull(peers);
        if (peers.IsEmpty || contributions.Count == 0)
        {
            return null;
        }

        if (contributions.All(contribution => contribution.Peers.IsEmpty))
        {
            // Nearly all routes are so: what they say need not be worked out for each peer.
            var common = Combine(contributions, isShuttingDown);
            return new NodeRoute(prefix, [new RoutePath(peers, common)]);
        }

        var paths = ImmutableArray.CreateBuilder<RoutePath>();
        foreach (var peer in peers)
        {
            var concerning = contributions.Where(contribution => contribution.IsSentTo(peer)).ToArray();
            if (concerning.Length == 0)
            {
                continue;
            }

            var attributes = Combine(concerning, isShuttingDown);
            var known = IndexOf(paths, attributes);
            if (known < 0)
            {
                paths.Add(new RoutePath(ImmutableSortedSet.Create(StringComparer.Ordinal, peer), attributes));
            }
            else
            {
                paths[known] = paths[known] with { Peers = paths[known].Peers.Add(peer) };
            }
        }

        return paths.Count == 0 ? null : new NodeRoute(prefix, paths.ToImmutable());
    }

    /// <summary>Whether the other route says the same to the same peers.</summary>
    public bool Equals(NodeRoute? other) =>
        other is not null && (ReferenceEquals(this, other) || (Prefix == other.Prefix && Contents.Same(Paths, other.Paths)));

    /// <summary>The hash of the prefix.</summary>
    public override int GetHashCode() => Prefix.GetHashCode();

    private static int IndexOf(ImmutableArray<RoutePath>.Builder paths, RouteAttributes attributes)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            if (paths[i].Attributes.Equals(attributes))
            {
                return i;
            }
        }

        return -1;
    }

    private static RouteAttributes Combine(IEnumerable<RouteContribution> contributions, bool isShuttingDown)
    {
        RouteAttributes? all = null;
        foreach (var contribution in contributions)
        {
            all = all is null ? contribution.Attributes : all.Union(contribution.Attributes);
        }

        return isShuttingDown ? all!.ShuttingDown() : all!;
    }
}
