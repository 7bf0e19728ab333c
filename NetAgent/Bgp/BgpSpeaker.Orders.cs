using MetalOrleans.NetAgent.Desired;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

internal sealed partial class BgpSpeaker
{
    // Peers keep routes for two minutes by default while we are away (FRR, BIRD): a session that begins later than that after
    // the agent started has nothing left to come back to.
    private static readonly TimeSpan RestartPeriod = TimeSpan.FromMinutes(2);

    private void Take(DesiredBgpChange change, TimeSpan now)
    {
        if (_isStopping)
        {
            return;
        }

        foreach (var (name, reason) in change.Refused)
        {
            LogRefused(name, reason);
        }

        if (change.UnreadableCount > 0)
        {
            LogUnreadable(change.UnreadableCount);
        }

        foreach (var name in change.PeersRemoved)
        {
            Remove(name, now);
        }

        // Routes first: a session that begins, or begins anew, tells them once, as they are now.
        if (change.Prefixes.Count > 0)
        {
            foreach (var peer in _peers.Values)
            {
                TakeRoutes(peer, change, now);
            }
        }

        foreach (var order in change.Peers)
        {
            Take(order, now);
        }

        if (change.Peers.Count + change.PeersRemoved.Count > 0)
        {
            _published = [.. _peers.Values];
            UpdateRouters(now);
            _listeners.Update(_peers.Values, now);
            _changed();
        }
    }

    private void TakeRoutes(BgpPeerHost peer, DesiredBgpChange change, TimeSpan now)
    {
        var isChanged = false;
        foreach (var prefix in change.Prefixes)
        {
            isChanged |= _desired.RouteOf(prefix)?.For(peer.Order.Name) is { } path
                ? peer.Session.Routes.Set(prefix, path.Attributes)
                : peer.Session.Routes.Remove(prefix);
        }

        if (isChanged)
        {
            Execute(peer, peer.Session.RoutesChanged(), now);
            peer.PublishRoutes();
        }
    }

    private void Take(BgpPeerOrder order, TimeSpan now)
    {
        if (!_peers.TryGetValue(order.Name, out var peer))
        {
            Add(order, now);
            return;
        }

        var change = BgpPeerChange.Between(peer.Order, order, peer.Session.Agreement?.Peer.AutonomousSystem);
        LogChanged(order.Name, change.Kind, string.Join(", ", change.Fields));
        if (change.Kind == BgpPeerChangeKind.NewPeer)
        {
            Remove(order.Name, now);
            Add(order, now);
            return;
        }

        var before = peer.Order;
        peer.Order = order;
        foreach (var transport in peer.Transports.Values)
        {
            Renew(transport, before, order);
        }

        // The identifier that was chosen stays as long as nobody names one: addresses that came since are no reason to change it.
        var chosen = order.RouterId is null && before.RouterId is null ? peer.Session.Settings.Identifier : (IPv4Address?)null;
        Execute(peer, peer.Session.Handle(new BgpEvent.Configured(SettingsOf(order, chosen, now)), now), now);
        if ((before.Password is null) != (order.Password is null))
        {
            // No OPEN says it, and half of a connection cannot be signed: it has to be a new one.
            Restart(peer, now);
        }

        WatchPath(peer);
    }

    private void Add(BgpPeerOrder order, TimeSpan now)
    {
        var peer = new BgpPeerHost(order, new BgpSession(SettingsOf(order, chosen: null, now), _random));
        _peers.Add(order.Name, peer);
        foreach (var (prefix, route) in _desired.Routes)
        {
            if (route.For(order.Name) is { } path)
            {
                peer.Session.Routes.Set(prefix, path.Attributes);
            }
        }

        peer.Session.Routes.Complete();
        peer.PublishRoutes();
        peer.Status = peer.Status with { Since = now, Remote = order.Address };
        LogAdded(order.Name, peer.Label, BgpPeerChange.OwnSystemOf(order), BgpPeerChange.PeerSystemOf(order));
        if (!order.IsUnnumbered)
        {
            Begin(peer, now);
        }
        else
        {
            peer.Status = peer.Status with { Reason = $"no router advertisement was heard on {order.Interface} yet" };
        }
    }

    private void Begin(BgpPeerHost peer, TimeSpan now)
    {
        WatchPath(peer);
        Execute(peer, peer.Session.Handle(new BgpEvent.Started(), now), now);
    }

    private void Restart(BgpPeerHost peer, TimeSpan now)
    {
        Execute(
            peer, peer.Session.Handle(new BgpEvent.Stopped(BgpStopReason.OtherConfigurationChange, Text: ""), now), now);
        Execute(peer, peer.Session.Handle(new BgpEvent.Started(), now), now);
    }

    private void Remove(string name, TimeSpan now)
    {
        if (_peers.Remove(name, out var peer))
        {
            Execute(peer, peer.Session.Handle(new BgpEvent.Stopped(BgpStopReason.PeerDeconfigured, Text: ""), now), now);
            UnwatchPath(peer);
            LogRemoved(name, peer.Label);
        }
    }

    private BgpSessionSettings SettingsOf(BgpPeerOrder order, IPv4Address? chosen, TimeSpan now)
    {
        var identifier = order.RouterId is { } configured ? IPAddressValue.From(configured).IPv4
            : chosen
            ?? _addresses.IdentifierFor(BgpSockets.FindSource(order) is { } source ? IPAddressValue.From(source) : null);
        return BgpSettings.Of(order, identifier, _options.NodeName, isRestarting: now < RestartPeriod);
    }

    // What the kernel can change of a connection that stands.
    private static void Renew(BgpTransport transport, BgpPeerOrder before, BgpPeerOrder after)
    {
        if (BgpSettings.ReachOf(before) != BgpSettings.ReachOf(after))
        {
            TcpOptions.SetReach(transport.Socket, BgpSettings.ReachOf(after));
        }

        if (before.Password is not null && after.Password is not null && !before.Password.Equals(after.Password)
            && transport.Peer.Remote is { } remote)
        {
            TcpOptions.SetMd5(transport.Socket, remote, after.Password);
        }
    }
}
