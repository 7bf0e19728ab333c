namespace MetalOrleans.Protocols.Bfd;

public sealed partial class BfdSession
{
    private TimeSpan _desiredMinTx;
    private TimeSpan _requiredMinRx;
    private TimeSpan _transmitInEffect;
    private TimeSpan _receiveInEffect;
    private TimeSpan _intervalScheduled;
    private TimeSpan _sentAt;
    private TimeSpan _nextControl;
    private bool _isPollWanted;
    private bool _isFinalOwed;
    private bool _isSendingWanted;

    private TimeSpan DesiredMinTxWanted =>
        State == BfdState.Up ? Options.TransmitInterval : Max(Options.TransmitInterval, SlowInterval);

    private TimeSpan RequiredMinRxWanted =>
        _isEchoReturning ? Max(Options.ReceiveInterval, SlowInterval) : Options.ReceiveInterval;

    // §6.8.7.
    private TimeSpan TransmitInterval => Max(_transmitInEffect, _remoteMinRx);

    private bool MaySendPeriodically =>
        !(Options.IsPassive && RemoteDiscriminator == 0)
        && _remoteMinRx > TimeSpan.Zero
        && !(IsQuietWanted && !IsPolling);

    // §6.6: the peer's demand counts while both sides are up.
    private bool IsQuietWanted => _isRemoteDemanding && State == BfdState.Up && RemoteState == BfdState.Up;

    // §6.8.3. A slower transmission and a faster reception wait, while the session is up, until the peer knows of them.
    private void SettleIntervals()
    {
        var desired = DesiredMinTxWanted;
        var required = RequiredMinRxWanted;
        if (desired != _desiredMinTx || required != _requiredMinRx)
        {
            _desiredMinTx = desired;
            _requiredMinRx = required;
            _isSendingWanted = true;
            if (RemoteDiscriminator != 0)
            {
                // A Poll Sequence that runs may end with an answer to what was said before: another one follows it.
                _isPollWanted = IsPolling;
                IsPolling = true;
            }
        }

        if (State != BfdState.Up || !IsPolling || desired < _transmitInEffect)
        {
            _transmitInEffect = desired;
        }

        if (State != BfdState.Up || !IsPolling || required > _receiveInEffect)
        {
            _receiveInEffect = required;
        }
    }

    private void EndPoll()
    {
        IsPolling = _isPollWanted;
        _isPollWanted = false;
    }

    private void SettleTransmission(TimeSpan now, ref BfdActionList actions)
    {
        if (_isFinalOwed)
        {
            // The answer tells the state too; only a Poll cannot travel with it (§6.5).
            SendControl(BfdControlFlags.Final, now, ref actions);
            _isSendingWanted &= IsPolling;
        }

        if (!MaySendPeriodically)
        {
            _nextControl = Never;
        }
        else if (_isSendingWanted)
        {
            SendControl(BfdControlFlags.None, now, ref actions);
        }
        else if (_nextControl == Never || _intervalScheduled != TransmitInterval)
        {
            Schedule(_sentAt, now);
        }

        _isFinalOwed = false;
        _isSendingWanted = false;
    }

    private void SendControl(BfdControlFlags flag, TimeSpan now, ref BfdActionList actions)
    {
        actions.Add(new BfdAction(BfdActionKind.SendControl)
        {
            Packet = new BfdControlPacket(
                State,
                Diagnostic,
                flag == BfdControlFlags.None && IsPolling ? BfdControlFlags.Poll : flag,
                (byte)Options.DetectMultiplier,
                LocalDiscriminator,
                RemoteDiscriminator,
                Microseconds(_desiredMinTx),
                Microseconds(_requiredMinRx),
                _isMultihop ? 0 : Microseconds(Options.EchoReceiveInterval)),
        });
        if (flag == BfdControlFlags.None)
        {
            _isSendingWanted = false;
            _sentAt = now;
            Schedule(now, now);
        }
    }

    private void Schedule(TimeSpan from, TimeSpan now)
    {
        _intervalScheduled = TransmitInterval;
        _nextControl = MaySendPeriodically ? Max(now, from + Jitter(_intervalScheduled)) : Never;
    }

    // §6.8.7: 0 to 25 % less, and 10 to 25 % less when one lost packet ends the session.
    private TimeSpan Jitter(TimeSpan interval)
    {
        var least = Options.DetectMultiplier == 1 ? 0.10 : 0;
        return interval * (1 - least - (_random.NextDouble() * (0.25 - least)));
    }

    private static uint Microseconds(TimeSpan interval) => (uint)interval.TotalMicroseconds;
}
