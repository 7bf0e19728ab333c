namespace MetalOrleans.Protocols.Bfd;

public sealed partial class BfdSession
{
    private readonly ulong _echoToken;
    private ulong _echoNumber;
    private ulong _echoNumberReturned;
    private bool _isEchoReturning;
    private TimeSpan _nextEcho = Never;
    private TimeSpan _echoBy = Never;

    // §6.8.9: no faster than the peer takes them.
    private TimeSpan EchoInterval => Max(Options.EchoInterval, _remoteMinEchoRx);

    // §6.8.9, RFC 5881 §4: only while up, and only for a peer on the link that loops them back.
    private bool MaySendEcho =>
        !_isMultihop && Options.EchoInterval > TimeSpan.Zero && State == BfdState.Up && _remoteMinEchoRx > TimeSpan.Zero;

    // A peer that never returned one may filter them: that says nothing about the path (they are sent slowly until one comes
    // back), and must not take the session down again and again.
    private TimeSpan EchoPause => _isEchoReturning ? EchoInterval : Max(EchoInterval, SlowInterval);

    private void SettleEcho(TimeSpan now)
    {
        if (!MaySendEcho)
        {
            _isEchoReturning = false;
            _nextEcho = Never;
            _echoBy = Never;
        }
        else if (_nextEcho == Never)
        {
            _nextEcho = now;
        }
    }

    private void SendEcho(TimeSpan now, ref BfdActionList actions)
    {
        if (!MaySendEcho)
        {
            return;
        }

        actions.Add(new BfdAction(BfdActionKind.SendEcho)
        {
            Echo = new BfdEchoPacket(LocalDiscriminator, ++_echoNumber, _echoToken),
        });
        _nextEcho = now + Jitter(EchoPause);
    }

    // Each packet counts once, and only if none that was sent after it has come back.
    private void TakeEcho(in BfdEchoPacket echo, TimeSpan now)
    {
        if (!MaySendEcho || echo.Token != _echoToken || echo.Discriminator != LocalDiscriminator
            || echo.Number <= _echoNumberReturned || echo.Number > _echoNumber)
        {
            return;
        }

        _echoNumberReturned = echo.Number;
        _echoBy = now + (EchoInterval * Options.DetectMultiplier);
        if (!_isEchoReturning)
        {
            _isEchoReturning = true;
            _nextEcho = Min(_nextEcho, now + Jitter(EchoInterval));
        }
    }
}
