using System.Collections.Immutable;
using MetalOrleans.Protocols.Bgp.Rib;

namespace MetalOrleans.Protocols.Bgp.Session;

public sealed partial class BgpSession
{
    // RFC 4271 §8.2.2 suggests it for the time until the peer's OPEN is there.
    private static readonly TimeSpan s_openHoldTime = TimeSpan.FromMinutes(4);

    // A session that ends sooner counts as a failed attempt (DampPeerOscillations), and one that is younger is not taken for one
    // that the peer has forgotten: a connection beside it is the rest of a collision.
    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(10);

    private bool IsConnecting => _connections.Exists(connection => connection.EndPoints is null);

    private void Start(TimeSpan now)
    {
        _isStarted = true;
        _backOff.Reset();
        Seek(now, "the session was started");
    }

    // Connects, or waits for the peer to.
    private void Seek(TimeSpan now, string reason)
    {
        _heldUntil = null;
        _retryAt = null;
        if (Settings.IsPassive)
        {
            Move(reason);
            return;
        }

        Connect(now, reason);
    }

    private void Connect(TimeSpan now, string reason)
    {
        var connection = BgpConnection.Outgoing();
        _connections.Add(connection);
        _retryAt = now + Settings.ConnectTimeout;
        _actions.Add(new BgpAction.Connect(connection));
        Move(reason);
    }

    private void Stop(BgpStopReason reason, string text)
    {
        End(reason, text, text.Length == 0 ? $"stopped: {reason}" : $"stopped: {reason} \"{text}\"");
        _isStarted = false;
        _heldUntil = null;
    }

    // Ends every connection; what follows is the caller's to say.
    private void End(BgpStopReason reason, string text, string words)
    {
        _heldUntil = TimeSpan.MaxValue;
        _retryAt = null;
        foreach (var connection in _connections.ToArray())
        {
            Close(connection, FarewellTo(connection, reason, text));
        }

        Move(words);
    }

    private static BgpNotification? FarewellTo(BgpConnection connection, BgpStopReason reason, string text)
    {
        if (connection.OwnOpen is null
            || (reason == BgpStopReason.Restart && connection.Agreement is { HasGracefulRestart: true }))
        {
            return null;
        }

        var notification = reason switch
        {
            BgpStopReason.AdministrativeShutdown => BgpNotification.Cease(BgpErrorSubcode.Cease.AdministrativeShutdown, text),
            BgpStopReason.PeerDeconfigured => Cease(BgpErrorSubcode.Cease.PeerDeconfigured),
            BgpStopReason.OtherConfigurationChange => Cease(BgpErrorSubcode.Cease.OtherConfigurationChange),
            _ => BgpNotification.Cease(BgpErrorSubcode.Cease.AdministrativeReset, text),
        };
        return reason is BgpStopReason.AdministrativeShutdown or BgpStopReason.PeerDeconfigured
            ? Harden(connection, notification)
            : notification;
    }

    private static BgpNotification Cease(byte subcode) => new(BgpErrorCode.Cease, subcode);

    /// <summary>RFC 8538 §3.1: where NOTIFICATIONs are survived, only a hard reset makes the peer drop our routes.</summary>
    private static BgpNotification Harden(BgpConnection connection, BgpNotification notification) =>
        connection.Agreement is { SurvivesNotifications: true }
            ? new BgpNotification(
                BgpErrorCode.Cease,
                BgpErrorSubcode.Cease.HardReset,
                [(byte)notification.Code, notification.Subcode, .. notification.Data])
            : notification;

    private void Accept(BgpConnection connection, BgpEndPoints endPoints, TimeSpan now)
    {
        var rival = _connections.Find(other => other.IsIncoming && other != _established);
        if (!_isStarted || _heldUntil is not null)
        {
            Refuse(connection, BgpErrorSubcode.Cease.ConnectionRejected);
        }
        else if (_established is not null && !IsReplaceable(_established, now))
        {
            Refuse(connection, BgpErrorSubcode.Cease.ConnectionCollisionResolution);
        }
        else if (rival is { State: BgpState.OpenConfirm })
        {
            Refuse(connection, BgpErrorSubcode.Cease.ConnectionRejected);
        }
        else
        {
            if (rival is not null)
            {
                // The peer would not open another one if it had not given this one up.
                Close(rival, said: null);
            }

            _connections.Add(connection);
            Begin(connection, endPoints, now);
        }
    }

    private void Refuse(BgpConnection connection, byte subcode) => Close(connection, Cease(subcode));

    // RFC 4724 §4.2: a peer that restarts connects before we know that it was gone.
    private bool IsReplaceable(BgpConnection connection, TimeSpan now) =>
        connection.Agreement is { HasGracefulRestart: true } && now - _establishedAt >= s_settleTime;

    // The connection stands. Outgoing ones need no further attempt, and incoming ones make it needless for the time being.
    private void Begin(BgpConnection connection, BgpEndPoints endPoints, TimeSpan now)
    {
        connection.EndPoints = endPoints;
        if (!IsConnecting)
        {
            _retryAt = null;
        }

        if (Settings.DelayOpenTime > TimeSpan.Zero)
        {
            connection.OpenAt = now + Settings.DelayOpenTime;
            Move($"connected with {endPoints.Remote}");
            return;
        }

        SendOpen(connection, now);
        Move($"connected with {endPoints.Remote}");
    }

    private void SendOpen(BgpConnection connection, TimeSpan now)
    {
        connection.OwnOpen = BgpOpenRules.Write(Settings, connection.EndPoints!, _isRestarting);
        connection.OpenAt = null;
        connection.OwesOpen = true;
        connection.State = BgpState.OpenSent;
        connection.HoldUntil = now + s_openHoldTime;
        Want(connection);
    }

    // RFC 4271 §6.8. True when the connection is the one that stays.
    private bool WinsCollision(BgpConnection connection, BgpOpen peer, TimeSpan now)
    {
        foreach (var other in _connections.ToArray())
        {
            if (other == connection || other.State < BgpState.OpenConfirm)
            {
                continue;
            }

            if (other == _established)
            {
                if (!IsReplaceable(other, now))
                {
                    return false;
                }

                // Without a NOTIFICATION, which the peer might take for the end of the session that it has just begun.
                Close(other, said: null);
                Move("the peer has connected anew, which it does after a restart");
            }
            else if (other.IsIncoming == BgpOpenRules.KeepsIncoming(Settings, peer))
            {
                return false;
            }
            else
            {
                Close(other, Cease(BgpErrorSubcode.Cease.ConnectionCollisionResolution));
            }
        }

        return true;
    }

    private void Establish(BgpConnection connection, TimeSpan now)
    {
        connection.State = BgpState.Established;
        Hear(connection, now);
        _established = connection;
        _establishedAt = now;
        _isRestarting = false;
        _retryAt = null;
        Counters.Establishments++;
        foreach (var other in _connections.Where(other => other != connection).ToArray())
        {
            Close(other, other.OwnOpen is null ? null : Cease(BgpErrorSubcode.Cease.ConnectionCollisionResolution));
        }

        Routes.Begin(new BgpExport(connection.Agreement!, connection.EndPoints!));
        Move("the peer agreed");
        _actions.Add(new BgpAction.Established(connection.Agreement!));
        WantIfPending(connection);
    }

    private void LosePath(string reason, TimeSpan now)
    {
        foreach (var connection in _connections.Where(connection => connection.OwnOpen is not null).ToArray())
        {
            Fail(connection, Harden(connection, Cease(BgpErrorSubcode.Cease.BfdDown)), $"BFD: {reason}", now);
        }
    }

    // Event 18: until the peer has said anything, it may still connect meanwhile; from OpenConfirm on it has given the session up.
    private void Lose(BgpConnection connection, string reason, TimeSpan now) => Fail(
        connection, said: null, reason, isHeld: connection.State is not (BgpState.Connect or BgpState.OpenSent), now);

    private void Fail(BgpConnection connection, BgpNotification? said, string reason, TimeSpan now) =>
        Fail(connection, said, reason, isHeld: true, now);

    // The connection ends by no will of ours. Another one may go on; else the next attempt follows after a pause.
    private void Fail(BgpConnection connection, BgpNotification? said, string reason, bool isHeld, TimeSpan now)
    {
        if (connection == _established && now - _establishedAt >= s_settleTime)
        {
            _backOff.Reset();
        }

        Close(connection, said);
        if (_connections.Count == 0)
        {
            // Two speakers that both refuse while they wait must not miss each other for ever: Idle is short, however long the pause.
            var pause = _backOff.Next(Settings);
            _retryAt = now + pause;
            _heldUntil = !isHeld ? null
                : now + (pause < Settings.ConnectRetryTimeMin ? pause : Settings.ConnectRetryTimeMin);
        }
        else if (!IsConnecting)
        {
            _retryAt = null;
        }

        Move(reason);
        Reason = State == BgpState.Established ? "" : reason;
    }

    private void Close(BgpConnection connection, BgpNotification? said)
    {
        connection.State = BgpState.Idle;
        _connections.Remove(connection);
        if (connection == _established)
        {
            _established = null;
            Routes.End();
        }

        _actions.Add(new BgpAction.Close(connection, said is null ? [] : Encode(said)));
        if (said is not null)
        {
            Counters.NotificationsSent++;
            _actions.Add(new BgpAction.Notified(said, IsReceived: false));
        }
    }

    private static ImmutableArray<byte> Encode(BgpNotification notification)
    {
        Span<byte> octets = stackalloc byte[BgpHeader.MessageLengthMax];
        return [.. octets[..notification.Encode(octets)]];
    }
}
