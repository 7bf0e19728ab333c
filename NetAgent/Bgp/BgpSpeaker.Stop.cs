using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

internal sealed partial class BgpSpeaker
{
    // RFC 8326 §5: 65535:0.
    private const uint GracefulShutdown = 0xFFFF_0000;

    // How long peers that read slowly may take to hear the withdrawals.
    private static readonly TimeSpan WithdrawTimeout = TimeSpan.FromMilliseconds(500);

    private bool _isStopping;
    private bool _isWithdrawn;
    private bool _isFinished;
    private TimeSpan? _stopDue;
    private string _stopReason = "";

    // Peers that keep our routes while we are away are told nothing; the others hear first that the routes are about to go, where
    // that is configured, then that they have gone, and then goodbye.
    private void BeginStop(string reason, TimeSpan now)
    {
        if (_isStopping)
        {
            return;
        }

        _isStopping = true;
        _stopReason = reason;
        _stopDue = now;
        var losing = Losing().ToList();
        if (_options.ShutdownDelay > TimeSpan.Zero && losing.Count > 0)
        {
            foreach (var peer in losing)
            {
                Deprecate(peer, now);
            }

            _stopDue = now + _options.ShutdownDelay;
            LogShuttingDown(_options.ShutdownDelay.TotalSeconds);
        }

        TickStop(now);
    }

    private void TickStop(TimeSpan now)
    {
        if (!_isStopping || _isFinished)
        {
            return;
        }

        if (!_isWithdrawn && _stopDue <= now)
        {
            _isWithdrawn = true;
            _stopDue = now + WithdrawTimeout;
            foreach (var peer in Losing().ToList())
            {
                Withdraw(peer, now);
            }
        }

        if (_isWithdrawn && _peers.Count > 0 && (_stopDue <= now || Losing().All(IsTold)))
        {
            EndSessions(now);
        }

        if (_isWithdrawn && _peers.Count == 0)
        {
            _isFinished = _closing.Count == 0;
            _stopDue = _isFinished ? null : now + CloseTimeout;
        }
    }

    private void EndSessions(TimeSpan now)
    {
        foreach (var peer in _peers.Values)
        {
            // A peer that keeps our routes gets no NOTIFICATION, which would end that.
            var why = peer.Session.Agreement is { HasGracefulRestart: true }
                ? BgpStopReason.Restart
                : BgpStopReason.AdministrativeShutdown;
            var text = $"the agent of node {_options.NodeName} stops: {_stopReason}";
            Execute(peer, peer.Session.Handle(new BgpEvent.Stopped(why, text), now), now);
            UnwatchPath(peer);
        }

        _peers.Clear();
    }

    private IEnumerable<BgpPeerHost> Losing() =>
        _peers.Values.Where(peer => peer.Session.Agreement is { HasGracefulRestart: false });

    private static bool IsTold(BgpPeerHost peer) =>
        peer.Session.Routes.PendingCount == 0 && peer.Transports.Values.All(transport => !transport.IsSending);

    private void Deprecate(BgpPeerHost peer, TimeSpan now)
    {
        foreach (var (prefix, route) in _desired.Routes)
        {
            if (route.For(peer.Order.Name) is { } path && !path.Attributes.Communities.Contains(GracefulShutdown))
            {
                peer.Session.Routes.Set(
                    prefix,
                    path.Attributes with
                    {
                        Communities = [.. path.Attributes.Communities.Add(GracefulShutdown).Order()],
                        // RFC 8326 §4.2: within an autonomous system the preference says it.
                        LocalPreference = 0,
                    });
            }
        }

        Execute(peer, peer.Session.RoutesChanged(), now);
    }

    private void Withdraw(BgpPeerHost peer, TimeSpan now)
    {
        foreach (var prefix in _desired.Routes.Keys)
        {
            peer.Session.Routes.Remove(prefix);
        }

        Execute(peer, peer.Session.RoutesChanged(), now);
    }
}
