using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.NetAgent.Link;

internal sealed partial class LinkMachine
{
    private void Receive(SiloMessage message, TimeSpan now)
    {
        if (IsSiloSilent)
        {
            IsSiloSilent = false;
            _actions.Add(new LinkAction.TellHeard(_siloName, now - _heardAt));
        }

        _heardAt = now;
        switch (message.BodyCase)
        {
            case SiloMessage.BodyOneofCase.Refusal:
                Refuse(message.Refusal, now);
                break;
            case SiloMessage.BodyOneofCase.Welcome when Phase == LinkPhase.Greeting:
                Welcome(message.Welcome, now);
                break;
            case SiloMessage.BodyOneofCase.Snapshot when Phase is LinkPhase.Welcomed or LinkPhase.Established:
                Begin(message.Snapshot, now);
                break;
            case SiloMessage.BodyOneofCase.Difference when Phase == LinkPhase.Established:
                Advance(message.Difference, now);
                break;
            case SiloMessage.BodyOneofCase.MemberChange when Phase is LinkPhase.Welcomed or LinkPhase.Established:
                _actions.Add(new LinkAction.TakeMembers(message.MemberChange));
                break;
            case SiloMessage.BodyOneofCase.SelfProbe when Phase is LinkPhase.Welcomed or LinkPhase.Established:
                _actions.Add(new LinkAction.Probe(message.SelfProbe));
                break;
            case SiloMessage.BodyOneofCase.ProofRequest when Phase is LinkPhase.Welcomed or LinkPhase.Established:
                _actions.Add(new LinkAction.Prove());
                break;
            case SiloMessage.BodyOneofCase.Heartbeat:
                Beat(message.Heartbeat, now);
                break;
            case SiloMessage.BodyOneofCase.None:
                // A kind that a newer silo knows. It counts as a sign of life and means nothing else.
                break;
            default:
                Statistics.CountUpdateError();
                Abandon($"the silo sent a {message.BodyCase} in phase {Phase}", now);
                break;
        }
    }

    private void Beat(Heartbeat heartbeat, TimeSpan now)
    {
        _siloClock = heartbeat.SentAtMicroseconds;
        _siloClockAt = now;
        var sentAt = heartbeat.EchoMicroseconds + heartbeat.EchoHeldMicroseconds;
        if (heartbeat.EchoHeldMicroseconds > 0 && sentAt <= Microseconds(now))
        {
            Statistics.Measured(TimeSpan.FromMicroseconds(Microseconds(now) - sentAt));
        }
    }

    private void Welcome(Welcome welcome, TimeSpan now)
    {
        if (welcome.ProtocolVersion is 0 or > LinkOptions.ProtocolVersion)
        {
            Abandon(
                $"silo '{welcome.SiloName}' speaks protocol version {welcome.ProtocolVersion} and this agent at most "
                + $"{LinkOptions.ProtocolVersion}: upgrade the agent",
                now);
            return;
        }

        Phase = LinkPhase.Welcomed;
        _siloName = welcome.SiloName;
        _interval = welcome.HeartbeatIntervalMilliseconds == 0
            ? options.HeartbeatInterval
            : TimeSpan.FromMilliseconds(welcome.HeartbeatIntervalMilliseconds);
        _missed = welcome.MissedHeartbeats == 0 ? options.MissedHeartbeats : (int)welcome.MissedHeartbeats;
        if (welcome.Ownership is { } settings)
        {
            _actions.Add(new LinkAction.Configure(settings));
        }
    }

    private void Begin(Snapshot snapshot, TimeSpan now)
    {
        var isNew = Phase == LinkPhase.Welcomed;
        Phase = LinkPhase.Established;
        Statistics.IsEstablished = true;
        Statistics.CountUpdate();
        _version = snapshot.Version;
        _sentAt = now;
        backOff.Reset();
        _actions.Add(new LinkAction.ApplySnapshot(snapshot));
        if (isNew)
        {
            _actions.Add(new LinkAction.TellEstablished(_siloName));
        }
    }

    // Versions are consecutive: a step that does not start where we are means that one was lost, and only a snapshot heals it.
    private void Advance(Difference difference, TimeSpan now)
    {
        if (difference.FromVersion != _version || difference.ToVersion < _version)
        {
            Statistics.CountUpdateError();
            Abandon(
                $"the silo sent a difference from version {difference.FromVersion} to {difference.ToVersion}, "
                + $"and this agent has version {_version}",
                now);
            return;
        }

        Statistics.CountUpdate();
        _version = difference.ToVersion;
        _actions.Add(new LinkAction.ApplyDifference(difference));
    }
}
