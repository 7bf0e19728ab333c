using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.NetAgent.Link;

// state          Connected   Received            Disconnected  Ticked (deadline)           StopRequested   Drained
// Idle           -           -                   -             -                           Finish          -
// BackingOff     -           -                   -             Connecting, Connect         Finish          -
// Connecting     Greeting    -                   BackingOff    Abandon, BackingOff         Finish          -
// Greeting       -           Welcome: Welcomed   BackingOff    Abandon, BackingOff         Finish          -
// Welcomed       -           Snapshot: Establ.   BackingOff    Abandon, BackingOff         Finish          -
// Established    -           apply               BackingOff    heartbeat; TellSilent;      Goodbye, drain  -
//                                                              given up: Abandon, BackingOff
//   silent       -           TellHeard, apply    BackingOff    as Established              Goodbye, drain  -
//   draining     -           apply               wait          deadline: Finish            -               Finish
// Refusal in any connected state: Abandon, BackingOff. A message that the state does not expect: Abandon, BackingOff.

/// <summary>
/// The agent's end of the agent link, without socket and clock: when to connect, what to apply, when the silo is dead, when
/// to stop. What is announced is not touched by any loss of the link (invariant 7).
/// </summary>
/// <remarks>Owned by the agent's loop. Time is any monotonic reading that is passed with each event.</remarks>
internal sealed partial class LinkMachine(LinkOptions options, BackOff backOff)
{
    private readonly List<LinkAction> _actions = [];
    private TimeSpan _deadline;
    private TimeSpan _heardAt;
    private TimeSpan _sentAt;
    private TimeSpan _expectedAt;
    private TimeSpan _interval = options.HeartbeatInterval;
    private int _missed = options.MissedHeartbeats;
    private ulong _siloClock;
    private TimeSpan _siloClockAt;
    private ulong _version;
    private string _siloName = "";

    /// <summary>Where the link stands.</summary>
    public LinkPhase Phase { get; private set; }

    /// <summary>What became of the link so far.</summary>
    public LinkStatistics Statistics { get; } = new();

    /// <summary>When the silo was last heard of.</summary>
    public TimeSpan HeardAt => _heardAt;

    /// <summary>After how long without a sign of life of this agent the silo takes it for dead; null without a session.</summary>
    public TimeSpan? SilenceMax => Phase == LinkPhase.Established ? _interval * _missed : null;

    /// <summary>Whether a session stands, and the silo says nothing in it.</summary>
    public bool IsSiloSilent { get; private set; }

    /// <summary>Whether a goodbye was said, and the agent answers on while others take over.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>When the machine next needs <see cref="LinkEvent.Ticked"/>; null for never.</summary>
    public TimeSpan? NextTick => Phase switch
    {
        LinkPhase.Idle or LinkPhase.Finished => null,
        _ when IsDraining && Phase == LinkPhase.BackingOff => _deadline,
        LinkPhase.Established => Earliest(),
        _ => _deadline,
    };

    private bool IsConnected => Phase is LinkPhase.Greeting or LinkPhase.Welcomed or LinkPhase.Established;

    private TimeSpan SilentAt => _heardAt + (_interval * _missed);

    // A silo that is late is not gone: a new connection, with all that is announced in its hello and its snapshot, would burden it
    // the more. One that is gone closes the connection, or its machine is dead and nobody is there to connect to.
    private TimeSpan GiveUpAt => _heardAt + (_interval * _missed * options.SilencesToGiveUp);

    /// <summary>Takes one event in. The actions are valid until the next call, and are executed in order.</summary>
    public IReadOnlyList<LinkAction> Handle(LinkEvent @event, TimeSpan now)
    {
        _actions.Clear();
        switch (@event)
        {
            case LinkEvent.Started when Phase == LinkPhase.Idle:
                Connect(now);
                break;
            case LinkEvent.Connected when Phase == LinkPhase.Connecting:
                Phase = LinkPhase.Greeting;
                _actions.Add(new LinkAction.SendHello());
                _sentAt = now;
                break;
            case LinkEvent.Disconnected(var reason) when IsConnected || Phase == LinkPhase.Connecting:
                Lose(reason, now);
                break;
            case LinkEvent.Received(var message) when IsConnected:
                Receive(message, now);
                break;
            case LinkEvent.Reporting(var message) when Phase == LinkPhase.Established:
                Send(message, now);
                break;
            case LinkEvent.Ticked:
                Tick(now);
                break;
            case LinkEvent.StopRequested(var reason) when !IsDraining:
                Stop(reason, now);
                break;
            case LinkEvent.Drained when IsDraining && Phase != LinkPhase.Finished:
                Finish();
                break;
        }

        // The next tick is due no later than this; a tick that comes later than it was due finds the process held up.
        _expectedAt = NextTick ?? now;
        return _actions;
    }

    private void Connect(TimeSpan now)
    {
        Phase = LinkPhase.Connecting;
        _deadline = now + options.HandshakeTimeout;
        _actions.Add(new LinkAction.Connect());
    }

    private void Tick(TimeSpan now)
    {
        if (Phase == LinkPhase.Established && !IsDrainOver(now))
        {
            Beat(now);
        }
        else if (Phase is not (LinkPhase.Idle or LinkPhase.Finished) && now >= _deadline)
        {
            PassDeadline(now);
        }
    }

    private bool IsDrainOver(TimeSpan now) => IsDraining && now >= _deadline;

    private void PassDeadline(TimeSpan now)
    {
        if (IsDraining)
        {
            Finish();
        }
        else if (Phase == LinkPhase.BackingOff)
        {
            Connect(now);
        }
        else
        {
            Abandon($"no snapshot came within {options.HandshakeTimeout.TotalSeconds} s, the link was in phase {Phase}", now);
        }
    }

    private void Beat(TimeSpan now)
    {
        // A tick that is itself late by an interval means that this process was held up, with the silo's beats unread: give
        // them one interval to be read before the silo counts as silent.
        if (now - _expectedAt > _interval)
        {
            _heardAt = Later(_heardAt, now - (_interval * (_missed - 1)));
        }

        if (now >= GiveUpAt)
        {
            Abandon($"silo '{_siloName}' was silent for {(now - _heardAt).TotalMilliseconds:F0} ms", now);
            return;
        }

        if (now >= SilentAt && !IsSiloSilent)
        {
            IsSiloSilent = true;
            _actions.Add(new LinkAction.TellSilent(_siloName, now - _heardAt));
        }

        if (now >= _sentAt + _interval)
        {
            Send(Heartbeat(now), now);
        }
    }

    private AgentMessage Heartbeat(TimeSpan now) => new()
    {
        Heartbeat = new Heartbeat
        {
            SentAtMicroseconds = Microseconds(now),
            EchoMicroseconds = _siloClock,
            EchoHeldMicroseconds = _siloClock == 0 ? 0 : Math.Max(1, Microseconds(now - _siloClockAt)),
        },
    };

    private static ulong Microseconds(TimeSpan time) => (ulong)(time.Ticks / TimeSpan.TicksPerMicrosecond);

    private void Stop(string reason, TimeSpan now)
    {
        if (Phase != LinkPhase.Established)
        {
            Finish();
            return;
        }

        IsDraining = true;
        _deadline = now + options.DrainTimeout;
        Send(new AgentMessage { Goodbye = new Goodbye { Reason = reason } }, now);
    }

    private void Finish()
    {
        Phase = LinkPhase.Finished;
        _actions.Add(new LinkAction.Finish());
    }

    private void Refuse(Refusal refusal, TimeSpan now)
    {
        // Only a silo that is not ready will be ready soon; the other reasons need somebody to change something.
        var delay = refusal.Reason == Refusal.Types.Reason.NotReady ? backOff.Next() : options.RefusalPause;
        _actions.Add(new LinkAction.Abandon());
        WaitFor(delay, now);
        _actions.Add(new LinkAction.TellRefused(refusal, delay));
    }

    private void Abandon(string reason, TimeSpan now)
    {
        _actions.Add(new LinkAction.Abandon());
        Lose(reason, now);
    }

    private void Lose(string reason, TimeSpan now)
    {
        var delay = backOff.Next();
        WaitFor(delay, now);
        _actions.Add(new LinkAction.TellLost(reason, delay));
    }

    // A draining agent does not come back: it answers until its time is over.
    private void WaitFor(TimeSpan delay, TimeSpan now)
    {
        Phase = LinkPhase.BackingOff;
        IsSiloSilent = false;
        Statistics.IsEstablished = false;
        Statistics.CountLoss();
        _deadline = IsDraining ? _deadline : now + delay;
    }

    private void Send(AgentMessage message, TimeSpan now)
    {
        _sentAt = now;
        _actions.Add(new LinkAction.Send(message));
    }

    private TimeSpan Earliest()
    {
        var beat = _sentAt + _interval;
        var silence = IsSiloSilent ? GiveUpAt : SilentAt;
        var next = beat < silence ? beat : silence;
        return IsDraining && _deadline < next ? _deadline : next;
    }

    private static TimeSpan Later(TimeSpan first, TimeSpan second) => first > second ? first : second;
}
