using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Silo.Configuration;

/// <summary>Changes of a <see cref="ClusterView"/> that answer with the same view when they change nothing (W-100, W-101).</summary>
internal static class ClusterViewChanges
{
    public static ClusterView WithPools(this ClusterView view, IEnumerable<AddressPool> pools)
    {
        var after = Merge(view.Pools, pools, pool => pool.Name);
        return ReferenceEquals(after, view.Pools) ? view : view with { Pools = after };
    }

    public static ClusterView WithPoolPolicies(this ClusterView view, IEnumerable<PoolPolicy> policies)
    {
        var after = Merge(view.PoolPolicies, policies, policy => policy.Pool);
        return ReferenceEquals(after, view.PoolPolicies) ? view : view with { PoolPolicies = after };
    }

    public static ClusterView WithReservations(this ClusterView view, IEnumerable<IPReservation> reservations)
    {
        var after = Merge(view.Reservations.ByName, reservations, reservation => reservation.Name);
        return ReferenceEquals(after, view.Reservations.ByName) ? view : view with { Reservations = ReservationSet.Of(after.Values) };
    }

    public static ClusterView WithRememberedHolds(
        this ClusterView view, IEnumerable<KeyValuePair<string, ImmutableArray<AddressHold>>> holds)
    {
        var after = Remember(view.RememberedHolds, holds);
        return ReferenceEquals(after, view.RememberedHolds) ? view : view with { RememberedHolds = after };
    }

    public static ClusterView WithRememberedPicks(
        this ClusterView view, IEnumerable<KeyValuePair<string, ImmutableArray<Address>>> picks)
    {
        var after = Remember(view.RememberedPicks, picks);
        return ReferenceEquals(after, view.RememberedPicks) ? view : view with { RememberedPicks = after };
    }

    public static ClusterView WithL2Advertisements(this ClusterView view, IEnumerable<L2Advertisement> advertisements)
    {
        var after = Merge(view.L2Advertisements, advertisements, advertisement => advertisement.Name);
        return ReferenceEquals(after, view.L2Advertisements) ? view : view with { L2Advertisements = after };
    }

    public static ClusterView WithBgp(this ClusterView view, BgpConfiguration configuration)
    {
        var peers = Merge(view.Peers, configuration.Peers, peer => peer.Name);
        var advertisements = Merge(view.BgpAdvertisements, configuration.Advertisements, advertisement => advertisement.Name);
        var profiles = Merge(view.BfdProfiles, configuration.BfdProfiles, profile => profile.Name);
        var communities = Merge(view.Communities, configuration.Communities, names => names.Name);
        return ReferenceEquals(peers, view.Peers)
            && ReferenceEquals(advertisements, view.BgpAdvertisements)
            && ReferenceEquals(profiles, view.BfdProfiles)
            && ReferenceEquals(communities, view.Communities)
            ? view
            : view with
            {
                Peers = peers,
                BgpAdvertisements = advertisements,
                BfdProfiles = profiles,
                Communities = communities,
            };
    }

    public static ClusterView WithNodes(this ClusterView view, IEnumerable<ClusterNode> nodes)
    {
        var after = Merge(view.Nodes, nodes, node => node.Name);
        return ReferenceEquals(after, view.Nodes)
            ? view
            : view with { Nodes = after, NodeAddresses = [.. after.Values.SelectMany(node => node.Addresses)] };
    }

    public static ClusterView WithNamespaces(
        this ClusterView view, IEnumerable<KeyValuePair<string, ImmutableDictionary<string, string>>> namespaces)
    {
        var after = view.Namespaces;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, labels) in namespaces)
        {
            names.Add(name);
            if (!after.TryGetValue(name, out var before) || !SameLabels(before, labels))
            {
                after = after.SetItem(name, labels);
            }
        }

        after = after.RemoveRange(after.Keys.Where(name => !names.Contains(name)).ToArray());
        return ReferenceEquals(after, view.Namespaces) ? view : view with { Namespaces = after };
    }

    /// <summary>The items by name; the same dictionary, and the same item, where nothing differs.</summary>
    private static ImmutableSortedDictionary<string, T> Merge<T>(
        ImmutableSortedDictionary<string, T> before, IEnumerable<T> items, Func<T, string> nameOf)
        where T : class
    {
        var after = before;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var name = nameOf(item);
            names.Add(name);
            if (!before.TryGetValue(name, out var held) || !held.Equals(item))
            {
                after = after.SetItem(name, item);
            }
        }

        return after.RemoveRange(before.Keys.Where(name => !names.Contains(name)).ToArray());
    }

    /// <summary>The lists by name; the same dictionary, and the same list, where nothing differs.</summary>
    private static ImmutableSortedDictionary<string, ImmutableArray<T>> Remember<T>(
        ImmutableSortedDictionary<string, ImmutableArray<T>> before, IEnumerable<KeyValuePair<string, ImmutableArray<T>>> lists)
    {
        var after = before;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, list) in lists)
        {
            names.Add(name);
            if (!before.TryGetValue(name, out var known) || !known.SequenceEqual(list))
            {
                after = after.SetItem(name, list);
            }
        }

        return after.RemoveRange(before.Keys.Where(name => !names.Contains(name)).ToArray());
    }

    private static bool SameLabels(ImmutableDictionary<string, string> a, ImmutableDictionary<string, string> b) =>
        ReferenceEquals(a, b)
        || (a.Count == b.Count && a.All(label => b.TryGetValue(label.Key, out var value) && value == label.Value));
}
