namespace MetalOrleans.Protocols.Bgp.Session;

public sealed partial class BgpSession
{
    /// <summary>Octets were received into <see cref="BgpConnection.ReceiveSpace"/>. Allocates nothing for KEEPALIVEs and for UPDATEs without errors.</summary>
    /// <param name="connection">On which connection; one that is closed is passed over.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<BgpAction> Receive(BgpConnection connection, int count, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _actions.Clear();
        if (!_connections.Contains(connection) || connection.EndPoints is null)
        {
            return _actions;
        }

        connection.Framer.Add(count);
        BgpNotification? error = null;
        while (connection.State != BgpState.Idle && connection.Framer.TryTake(out var header, out var body, out error))
        {
            Take(connection, header.Type, body, now);
        }

        if (error is not null && connection.State != BgpState.Idle)
        {
            Fail(connection, error, $"the peer sent what is no message: {error}", now);
        }

        Expect();
        return _actions;
    }

    private void Take(BgpConnection connection, BgpMessageType type, ReadOnlySpan<byte> body, TimeSpan now)
    {
        switch (type)
        {
            case BgpMessageType.Notification:
                TakeNotification(connection, body, now);
                break;
            case BgpMessageType.Open when connection.State is BgpState.OpenSent || connection.OpenAt is not null:
                TakeOpen(connection, body, now);
                break;
            case BgpMessageType.Keepalive when connection.State == BgpState.OpenConfirm:
                Counters.KeepalivesReceived++;
                Establish(connection, now);
                break;
            case BgpMessageType.Keepalive when connection.State == BgpState.Established:
                Counters.KeepalivesReceived++;
                Hear(connection, now);
                break;
            case BgpMessageType.Update when connection.State == BgpState.Established:
                TakeUpdate(connection, body, now);
                break;
            case BgpMessageType.RouteRefresh when connection.State == BgpState.Established:
                TakeRefresh(connection, body, now);
                break;
            default:
                FailByState(connection, type, now);
                break;
        }
    }

    private void TakeNotification(BgpConnection connection, ReadOnlySpan<byte> body, TimeSpan now)
    {
        Counters.NotificationsReceived++;
        if (!BgpNotification.TryDecode(body, out var notification))
        {
            // RFC 4271 §6.4: a wrong NOTIFICATION is not answered either.
            Fail(connection, said: null, "the peer sent a NOTIFICATION without codes", now);
            return;
        }

        _actions.Add(new BgpAction.Notified(notification!, IsReceived: true));
        Fail(connection, said: null, $"the peer said {notification}", now);
    }

    private void TakeOpen(BgpConnection connection, ReadOnlySpan<byte> body, TimeSpan now)
    {
        Counters.OpensReceived++;
        if (!BgpOpen.TryDecode(body, out var peer, out var error))
        {
            Fail(connection, error!, $"the peer's OPEN is wrong: {error}", now);
            return;
        }

        if (BgpOpenRules.Judge(Settings, peer!) is var (notification, reason))
        {
            Fail(connection, notification, reason, now);
            return;
        }

        if (!WinsCollision(connection, peer!, now))
        {
            Close(connection, Cease(BgpErrorSubcode.Cease.ConnectionCollisionResolution));
            return;
        }

        if (connection.OwnOpen is null)
        {
            SendOpen(connection, now);
        }

        connection.Agreement = BgpAgreement.Of(Settings, connection.OwnOpen!, peer!);
        if (connection.Agreement.Terms.HasExtendedMessages)
        {
            connection.Framer.Extend();
        }

        connection.State = BgpState.OpenConfirm;
        connection.OwesKeepalive = true;
        Hear(connection, now);
        ScheduleKeepalive(connection, now);
        Want(connection);
        Move("the peer's OPEN was accepted");
    }

    private void TakeUpdate(BgpConnection connection, ReadOnlySpan<byte> body, TimeSpan now)
    {
        Counters.UpdatesReceived++;
        Hear(connection, now);
        var verdict = BgpUpdateReader.Judge(body, connection.Agreement!.Terms);
        if (verdict.Error is { } error)
        {
            Fail(connection, error, $"the peer's UPDATE is wrong: {error}", now);
            return;
        }

        Counters.PrefixesReceived += verdict.Outcome == BgpUpdateOutcome.TreatAsWithdraw ? 0 : verdict.AnnouncedCount;
        if (verdict.Outcome != BgpUpdateOutcome.Accept)
        {
            Counters.UpdatesFaulty++;
            _actions.Add(new BgpAction.UpdateFaulty(verdict));
        }
        else if (verdict.EndOfRib is { } family)
        {
            _actions.Add(new BgpAction.EndOfRibReceived(family));
        }
    }

    private void TakeRefresh(BgpConnection connection, ReadOnlySpan<byte> body, TimeSpan now)
    {
        Counters.RefreshesReceived++;
        Hear(connection, now);
        if (!BgpRouteRefresh.TryDecode(body, out var refresh, out var error))
        {
            Fail(connection, error!, $"the peer's ROUTE-REFRESH is wrong: {error}", now);
            return;
        }

        // The bounds of the peer's own repetitions mean nothing to us: we keep none of its routes. Others are ignored (RFC 7313 §5),
        // as are requests of a peer that was told that we know of none (RFC 2918 §4).
        if (refresh.Subtype == BgpRouteRefresh.Request
            && connection.Agreement!.HasRouteRefresh
            && Routes.Refresh(refresh.Family))
        {
            _actions.Add(new BgpAction.RefreshRequested(refresh.Family));
            WantIfPending(connection);
        }
    }

    /// <summary>A message that the state does not expect (RFC 6608).</summary>
    private void FailByState(BgpConnection connection, BgpMessageType type, TimeSpan now)
    {
        var subcode = connection.State switch
        {
            BgpState.OpenSent => BgpErrorSubcode.StateMachine.UnexpectedInOpenSent,
            BgpState.OpenConfirm => BgpErrorSubcode.StateMachine.UnexpectedInOpenConfirm,
            BgpState.Established => BgpErrorSubcode.StateMachine.UnexpectedInEstablished,
            _ => BgpErrorSubcode.Unspecific,
        };
        Fail(
            connection,
            new BgpNotification(BgpErrorCode.FiniteStateMachine, subcode, [(byte)type]),
            $"the peer sent a message of type {type} in state {connection.State}",
            now);
    }
}
