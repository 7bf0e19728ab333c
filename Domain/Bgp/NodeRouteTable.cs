using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Bgp;

/// <summary>
/// What one node advertises, merged from what each Service contributes: one change touches its own prefixes only, and a
/// prefix goes with the last reason for it (B-012, B-014, Q-47). Owned by one node; not thread-safe.
/// </summary>
public sealed class NodeRouteTable
{
    private readonly Dictionary<(ServiceKey Service, Address Address), ImmutableArray<RouteContribution>> _contributions = [];
    private readonly Dictionary<ServiceKey, ImmutableSortedSet<Address>> _addresses = [];
    private readonly SortedDictionary<Prefix, Entry> _entries = new(PrefixOrder.Instance);
    private ImmutableSortedSet<string> _peers = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    private bool _isShuttingDown;

    /// <summary>Every route, by prefix.</summary>
    public IEnumerable<NodeRoute> Routes => _entries.Values.Select(entry => entry.Route).OfType<NodeRoute>();

    /// <summary>Every Service that contributes anything.</summary>
    public IReadOnlyCollection<ServiceKey> Services => _addresses.Keys;

    /// <summary>The route for a prefix; null when no peer hears of it.</summary>
    public NodeRoute? Find(Prefix prefix) => _entries.GetValueOrDefault(prefix)?.Route;

    /// <summary>The addresses that a Service contributes.</summary>
    public ImmutableSortedSet<Address> AddressesOf(ServiceKey service) => _addresses.GetValueOrDefault(service, []);

    /// <summary>The peers that hear of any prefix that a Service contributes to (B-100).</summary>
    public ImmutableSortedSet<string> PeersOf(ServiceKey service)
    {
        ImmutableSortedSet<string>? peers = null;
        foreach (var address in AddressesOf(service))
        {
            foreach (var contribution in _contributions[(service, address)])
            {
                if (Find(contribution.Prefix)?.Peers is { } hearing)
                {
                    peers = peers is null || peers == hearing ? hearing : peers.Union(hearing);
                }
            }
        }

        return peers ?? ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    }

    /// <summary>Replaces what a Service contributes for one of its addresses; nothing takes it away.</summary>
    public RouteTableChange Set(ServiceKey service, Address address, ImmutableArray<RouteContribution> contributions)
    {
        var key = (service, address);
        var before = _contributions.GetValueOrDefault(key, []);
        if (before.AsSpan().SequenceEqual(contributions.AsSpan()))
        {
            return RouteTableChange.None;
        }

        Remember(key, contributions);
        var touched = new HashSet<Prefix>();
        foreach (var gone in before)
        {
            touched.Add(gone.Prefix);
            _entries[gone.Prefix].Remove(key, gone);
        }

        foreach (var added in contributions)
        {
            touched.Add(added.Prefix);
            if (!_entries.TryGetValue(added.Prefix, out var entry))
            {
                _entries[added.Prefix] = entry = new Entry();
            }

            entry.Add(key, added);
        }

        return Merge(touched, [service]);
    }

    /// <summary>Replaces the peers that the node has.</summary>
    public RouteTableChange SetPeers(ImmutableSortedSet<string> peers)
    {
        ArgumentNullException.ThrowIfNull(peers);
        if (_peers.SetEquals(peers))
        {
            return RouteTableChange.None;
        }

        _peers = peers;
        return Merge([.. _entries.Keys], []);
    }

    /// <summary>Says whether the node is about to go (RFC 8326).</summary>
    public RouteTableChange SetShuttingDown(bool isShuttingDown)
    {
        if (_isShuttingDown == isShuttingDown)
        {
            return RouteTableChange.None;
        }

        _isShuttingDown = isShuttingDown;
        return Merge([.. _entries.Keys], []);
    }

    private void Remember((ServiceKey Service, Address Address) key, ImmutableArray<RouteContribution> contributions)
    {
        var addresses = AddressesOf(key.Service);
        if (!contributions.IsEmpty)
        {
            _contributions[key] = contributions;
            _addresses[key.Service] = addresses.Add(key.Address);
            return;
        }

        _contributions.Remove(key);
        var left = addresses.Remove(key.Address);
        if (left.IsEmpty)
        {
            _addresses.Remove(key.Service);
        }
        else
        {
            _addresses[key.Service] = left;
        }
    }

    private RouteTableChange Merge(HashSet<Prefix> touched, HashSet<ServiceKey> services)
    {
        var changed = ImmutableArray.CreateBuilder<Prefix>();
        foreach (var prefix in touched)
        {
            var entry = _entries[prefix];
            var before = entry.Route;
            entry.Route = NodeRoute.Merge(prefix, entry.Contributions, _peers, _isShuttingDown);
            if (entry.IsEmpty)
            {
                _entries.Remove(prefix);
            }

            if (Equals(before, entry.Route))
            {
                // The very same object, so that peers of two Services are compared by reference.
                entry.Route = before;
                continue;
            }

            changed.Add(prefix);
            if (before?.Peers is not { } heard || entry.Route?.Peers is not { } hearing || !heard.SetEquals(hearing))
            {
                services.UnionWith(entry.Services);
            }
        }

        return new RouteTableChange(changed.ToImmutable(), [.. services]);
    }

    private sealed class PrefixOrder : IComparer<Prefix>
    {
        public static PrefixOrder Instance { get; } = new();

        public int Compare(Prefix x, Prefix y) =>
            x.Network.CompareTo(y.Network) is var order and not 0 ? order : x.Length.CompareTo(y.Length);
    }

    /// <summary>One prefix: what is said about it, how many times each, and by whom.</summary>
    private sealed class Entry
    {
        private readonly Dictionary<RouteContribution, int> _counts = [];
        private readonly Dictionary<(ServiceKey Service, Address Address), int> _contributors = [];

        public NodeRoute? Route { get; set; }

        public bool IsEmpty => _counts.Count == 0;

        public IReadOnlyCollection<RouteContribution> Contributions => _counts.Keys;

        public IEnumerable<ServiceKey> Services => _contributors.Keys.Select(key => key.Service);

        public void Add((ServiceKey Service, Address Address) key, RouteContribution contribution)
        {
            _counts[contribution] = _counts.GetValueOrDefault(contribution) + 1;
            _contributors[key] = _contributors.GetValueOrDefault(key) + 1;
        }

        public void Remove((ServiceKey Service, Address Address) key, RouteContribution contribution)
        {
            CountDown(_counts, contribution);
            CountDown(_contributors, key);
        }

        private static void CountDown<T>(Dictionary<T, int> counts, T item)
            where T : notnull
        {
            if (--counts[item] == 0)
            {
                counts.Remove(item);
            }
        }
    }
}
