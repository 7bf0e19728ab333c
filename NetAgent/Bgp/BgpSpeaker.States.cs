using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

internal sealed partial class BgpSpeaker
{
    private void StateChanged(BgpPeerHost peer, BgpState from, BgpState to, string reason, TimeSpan now)
    {
        var told = Hint(peer, reason);
        var ended = from == BgpState.Established;
        peer.Status = peer.Status with
        {
            State = to,
            Since = now,
            Flaps = peer.Status.Flaps + (ended ? 1 : 0),
            Reason = to == BgpState.Established ? "" : KeepsReason(to) ? peer.Status.Reason : told,
            Remote = peer.Remote,
            Local = peer.Session.Connection?.EndPoints?.Local,
            Agreement = peer.Session.Agreement,
        };
        if (ended)
        {
            LogDown(peer.Order.Name, peer.Label, to, told);
            peer.LoggedReason = told;
        }
        else
        {
            LogState(peer.Order.Name, from, to, told);
        }

        _changed();
    }

    // An attempt that is given up and made anew changes the reason and no state.
    private void TellReason(BgpPeerHost peer)
    {
        var reason = Hint(peer, peer.Session.Reason);
        if (peer.Session.State is BgpState.Established || KeepsReason(peer.Session.State) && !peer.WasSilent
            || reason.Length == 0 || string.Equals(reason, peer.LoggedReason, StringComparison.Ordinal)
            || _isStopping || !_peers.ContainsValue(peer))
        {
            // Nothing to tell, or nothing that is tried again.
            return;
        }

        // Once a reason: a peer that refuses for a day is one line.
        peer.LoggedReason = reason;
        peer.Status = peer.Status with { Reason = reason };
        LogNotUp(peer.Order.Name, peer.Label, peer.Session.State, reason);
        _changed();
    }

    private void Established(BgpPeerHost peer)
    {
        peer.LoggedReason = "";
        if (peer.Session.Agreement is not { } agreement)
        {
            return;
        }

        LogUp(
            peer.Order.Name,
            peer.Label,
            agreement.Peer.AutonomousSystem,
            agreement.Peer.Identifier,
            agreement.HoldTime.TotalSeconds,
            string.Join(", ", agreement.Families),
            agreement.HasGracefulRestart);
        if (peer.Session.Connection is { } connection && peer.Transports.TryGetValue(connection, out var transport))
        {
            // The kernel then gives up as soon as the peer would, where it would try for a quarter of an hour.
            TcpOptions.SetUserTimeout(transport.Socket, agreement.HoldTime);
        }
    }

    // On the way up nothing new is wrong: what kept the session down last is told until it stands.
    private static bool KeepsReason(BgpState to) =>
        to is BgpState.Connect or BgpState.OpenSent or BgpState.OpenConfirm;

    private static string Hint(BgpPeerHost peer, string reason) =>
        peer is { WasSilent: true, Order.Password: not null }
            ? reason + "; possible key mismatch: with a password, the kernels of both ends silently drop what is signed otherwise"
            : reason;
}
