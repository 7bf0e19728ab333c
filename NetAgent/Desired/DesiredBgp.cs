using MetalOrleans.Agent.Contracts;
using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>The BGP sessions that the node shall hold and the routes that it advertises. Pure; owned by one caller.</summary>
/// <remarks>
/// A message that says what is known already changes nothing: sessions that are removed and added again within one message, and
/// snapshots after a restart of the silo, cost no packet (invariant 10).
/// </remarks>
internal sealed class DesiredBgp
{
    private readonly Dictionary<string, BgpPeerOrder> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<BgpPrefix, BgpRouteOrder> _routes = [];

    // One object for all prefixes that are advertised alike, with the number of them.
    private readonly Dictionary<BgpRouteOrder, (BgpRouteOrder Order, int Count)> _shared = [];

    /// <summary>Every session, by name.</summary>
    public IReadOnlyDictionary<string, BgpPeerOrder> Peers => _peers;

    /// <summary>Every prefix.</summary>
    public IReadOnlyDictionary<BgpPrefix, BgpRouteOrder> Routes => _routes;

    /// <summary>How a prefix is advertised; null when it is not.</summary>
    public BgpRouteOrder? RouteOf(BgpPrefix prefix) => _routes.GetValueOrDefault(prefix);

    /// <summary>Takes in everything that shall be; what is held and not listed ends.</summary>
    public DesiredBgpChange Apply(Snapshot snapshot)
    {
        var change = new DesiredBgpChange();
        var unlisted = new HashSet<string>(_peers.Keys, StringComparer.Ordinal);
        foreach (var peer in snapshot.BgpPeers)
        {
            // A session whose new order cannot be followed goes on as it was.
            unlisted.Remove(peer.Name);
            SetPeer(peer, change);
        }

        foreach (var name in unlisted)
        {
            RemovePeer(name, change);
        }

        var stale = new HashSet<BgpPrefix>(_routes.Keys);
        foreach (var route in snapshot.BgpRoutes)
        {
            if (BgpRouteReader.ReadPrefix(route.Prefix) is { } prefix)
            {
                stale.Remove(prefix);
                SetRoute(prefix, route, change);
            }
            else
            {
                change.UnreadableCount++;
            }
        }

        foreach (var prefix in stale)
        {
            Withdraw(prefix, change);
        }

        return change;
    }

    /// <summary>Takes in what changed.</summary>
    public DesiredBgpChange Apply(Difference difference)
    {
        var change = new DesiredBgpChange();
        var renewed = new HashSet<string>(difference.BgpPeers.Select(peer => peer.Name), StringComparer.Ordinal);
        foreach (var name in difference.BgpPeersRemoved.Where(name => !renewed.Contains(name)))
        {
            RemovePeer(name, change);
        }

        foreach (var peer in difference.BgpPeers)
        {
            SetPeer(peer, change);
        }

        var announced = difference.BgpRoutesWithdrawn.Count == 0
            ? []
            : difference.BgpRoutes.Select(route => BgpRouteReader.ReadPrefix(route.Prefix)).ToHashSet();
        foreach (var subnet in difference.BgpRoutesWithdrawn)
        {
            if (BgpRouteReader.ReadPrefix(subnet) is { } prefix && !announced.Contains(prefix))
            {
                Withdraw(prefix, change);
            }
        }

        foreach (var route in difference.BgpRoutes)
        {
            if (BgpRouteReader.ReadPrefix(route.Prefix) is { } prefix)
            {
                SetRoute(prefix, route, change);
            }
            else
            {
                change.UnreadableCount++;
            }
        }

        return change;
    }

    private void SetPeer(BgpPeer message, DesiredBgpChange change)
    {
        if (BgpPeerReader.Read(message, out var refusal) is not { } order)
        {
            change.Refused.Add((message.Name, refusal));
            return;
        }

        if (!order.Equals(_peers.GetValueOrDefault(order.Name)))
        {
            _peers[order.Name] = order;
            change.Peers.Add(order);
        }
    }

    private void RemovePeer(string name, DesiredBgpChange change)
    {
        if (_peers.Remove(name))
        {
            change.PeersRemoved.Add(name);
        }
    }

    private void SetRoute(BgpPrefix prefix, BgpRoute message, DesiredBgpChange change)
    {
        var order = BgpRouteReader.ReadPaths(message);
        var before = _routes.GetValueOrDefault(prefix);
        if (order.Equals(before))
        {
            return;
        }

        _routes[prefix] = Share(order);
        Release(before);
        change.Prefixes.Add(prefix);
    }

    private void Withdraw(BgpPrefix prefix, DesiredBgpChange change)
    {
        if (_routes.Remove(prefix, out var before))
        {
            Release(before);
            change.Prefixes.Add(prefix);
        }
    }

    private BgpRouteOrder Share(BgpRouteOrder order)
    {
        var (shared, count) = _shared.GetValueOrDefault(order, (order, 0));
        _shared[shared] = (shared, count + 1);
        return shared;
    }

    private void Release(BgpRouteOrder? order)
    {
        if (order is null)
        {
            return;
        }

        var (shared, count) = _shared[order];
        if (count == 1)
        {
            _shared.Remove(order);
        }
        else
        {
            _shared[shared] = (shared, count - 1);
        }
    }
}
