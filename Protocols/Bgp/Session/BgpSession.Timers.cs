namespace MetalOrleans.Protocols.Bgp.Session;

public sealed partial class BgpSession
{
    // A tick that comes later than this after it was due finds the process held up, with the peer's messages unread.
    private static readonly TimeSpan s_lateTick = TimeSpan.FromSeconds(1);

    // RFC 9687 §4.
    private static readonly TimeSpan s_sendHoldTimeMin = TimeSpan.FromMinutes(8);

    private TimeSpan? _expectedAt;

    /// <summary>When <see cref="Tick"/> is next wanted; null for never. Read it after every call, <see cref="Drain"/> included.</summary>
    public TimeSpan? NextTick
    {
        get
        {
            var next = Earlier(_retryAt, _heldUntil);
            foreach (var connection in _connections)
            {
                next = Earlier(next, connection.OpenAt);
                next = Earlier(next, connection.HoldUntil);
                next = Earlier(next, connection.KeepaliveAt);
                next = Earlier(next, SendHoldUntil(connection));
            }

            return next;
        }
    }

    /// <summary>Time has passed. A call before <see cref="NextTick"/> does nothing.</summary>
    public IReadOnlyList<BgpAction> Tick(TimeSpan now)
    {
        _actions.Clear();
        var isLate = now - _expectedAt > s_lateTick;
        if (_retryAt <= now)
        {
            Retry(now);
        }
        else if (_heldUntil <= now)
        {
            _heldUntil = null;
            Move("the peer may connect again");
        }

        // Backwards: a connection that ends is taken out.
        for (var index = _connections.Count - 1; index >= 0; index--)
        {
            TickOne(_connections[index], isLate, now);
        }

        Expect();
        return _actions;
    }

    private static TimeSpan? Earlier(TimeSpan? first, TimeSpan? second) =>
        first is null ? second
        : second is null ? first
        : first < second ? first
        : second;

    private void Expect() => _expectedAt = NextTick;

    private void Retry(TimeSpan now)
    {
        if (_connections.Find(connection => connection.EndPoints is null) is { } attempt)
        {
            // ConnectRetryTimer expires in Connect: the attempt is made anew.
            _connections.Remove(attempt);
            attempt.State = BgpState.Idle;
            _actions.Add(new BgpAction.Close(attempt, []));
            Reason = $"nobody answered within {Settings.ConnectTimeout.TotalSeconds} s";
            Connect(now, Reason);
            return;
        }

        Seek(now, "the pause after the last failure is over");
    }

    private void TickOne(BgpConnection connection, bool isLate, TimeSpan now)
    {
        if (connection.OpenAt <= now)
        {
            SendOpen(connection, now);
            Move("the peer sent no OPEN of its own accord");
        }

        if (connection.HoldUntil <= now)
        {
            if (isLate && !connection.IsHoldPutOff)
            {
                connection.IsHoldPutOff = true;
                connection.HoldUntil = now + s_lateTick;
            }
            else
            {
                FailByHold(connection, now);
                return;
            }
        }

        if (SendHoldUntil(connection) <= now)
        {
            Fail(
                connection,
                new BgpNotification(BgpErrorCode.SendHoldTimerExpired, BgpErrorSubcode.Unspecific),
                $"the peer has taken nothing for {SendHoldTime(connection).TotalSeconds} s",
                now);
            return;
        }

        if (connection.KeepaliveAt <= now)
        {
            connection.OwesKeepalive = true;
            ScheduleKeepalive(connection, now);
            Want(connection);
        }
    }

    private void FailByHold(BgpConnection connection, TimeSpan now) => Fail(
        connection,
        new BgpNotification(BgpErrorCode.HoldTimerExpired, BgpErrorSubcode.Unspecific),
        $"the peer was silent for {HoldTime(connection)!.Value.TotalSeconds} s",
        now);

    // The peer is alive.
    private static void Hear(BgpConnection connection, TimeSpan now)
    {
        connection.HoldUntil = now + HoldTime(connection);
        connection.IsHoldPutOff = false;
    }

    // Whoever agreed upon no Hold Time still has to consent to the OPEN.
    private static TimeSpan? HoldTime(BgpConnection connection) =>
        connection.Agreement is { } agreement && agreement.HoldTime > TimeSpan.Zero ? agreement.HoldTime
        : connection.State == BgpState.Established ? null
        : s_openHoldTime;

    private void ScheduleKeepalive(BgpConnection connection, TimeSpan now)
    {
        var time = connection.Agreement!.KeepaliveTime;
        connection.KeepaliveAt = time > TimeSpan.Zero ? now + _backOff.Jitter(time) : null;
    }

    private TimeSpan SendHoldTime(BgpConnection connection)
    {
        if (Settings.SendHoldTime is { } wanted)
        {
            return wanted;
        }

        var twice = 2 * (connection.Agreement?.HoldTime ?? TimeSpan.Zero);
        return twice > s_sendHoldTimeMin ? twice : s_sendHoldTimeMin;
    }

    private TimeSpan? SendHoldUntil(BgpConnection connection) =>
        connection is { State: BgpState.Established, UnsentSince: { } since } && SendHoldTime(connection) is var time
            && time > TimeSpan.Zero
                ? since + time
                : null;
}
