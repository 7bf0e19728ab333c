using System.Threading.Channels;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Bgp;
using MetalOrleans.NetAgent.Link;
using MetalOrleans.NetAgent.Options;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>The one loop that owns the agent's state: it takes events in one at a time, so nothing in it is locked.</summary>
internal sealed partial class AgentLoop
{
    // How long the last frames may take to leave when the process ends.
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromMilliseconds(200);

    // Beyond the delay that was asked for: withdrawals and last words leave, and the peers end their side.
    private static readonly TimeSpan BgpEndTimeout = TimeSpan.FromSeconds(3);

    private readonly Channel<AgentEvent> _events =
        Channel.CreateUnbounded<AgentEvent>(new UnboundedChannelOptions { SingleReader = true });

    private readonly AgentOptions _options;
    private readonly Announcer _announcer;
    private readonly AnswerGate _gate;
    private readonly BgpSpeaker _bgp;
    private readonly LinkMachine _link;
    private readonly ObservationReporter _reporter = new();
    private readonly Func<Action<SiloConnection, LinkEvent>, SiloConnection> _connect;
    private readonly SpareMemory _spare;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LoopTimer _timer;
    private SiloConnection? _connection;
    private Task _connectionEnd = Task.CompletedTask;
    private string _toldLoss = "";
    private bool _hasBeenTold;
    private bool _isFinished;

    /// <summary>A loop over its parts.</summary>
    public AgentLoop(
        AgentOptions options,
        Announcer announcer,
        AnswerGate gate,
        BgpSpeaker bgp,
        LinkMachine link,
        Func<Action<SiloConnection, LinkEvent>, SiloConnection> connect,
        SpareMemory spare,
        TimeProvider time,
        ILogger<AgentLoop> logger)
    {
        _options = options;
        _announcer = announcer;
        _gate = gate;
        _bgp = bgp;
        _link = link;
        _connect = connect;
        _spare = spare;
        _time = time;
        _logger = logger;
        _timer = new LoopTimer(time, () => Post(AgentEvent.TimerFired.Instance));
    }

    private TimeSpan Now => _timer.Now;

    private TimeSpan? NextDue => LoopTimer.Earliest(LoopTimer.Earliest(_link.NextTick, _announcer.NextDue), ReportDue);

    /// <summary>Hands an event to the loop, from any thread.</summary>
    public void Post(AgentEvent @event) => _events.Writer.TryWrite(@event);

    /// <summary>Runs until the agent was asked to stop and has stopped.</summary>
    public async Task RunAsync()
    {
        await using (_timer)
        {
            while (!_isFinished && await _events.Reader.WaitToReadAsync())
            {
                while (!_isFinished && _events.Reader.TryRead(out var @event))
                {
                    Beat();
                    Handle(@event);
                }

                Beat();
                _timer.Set(NextDue);
            }

            await Task.WhenAny(_bgp.Ended, Task.Delay(_options.BgpShutdownDelay + BgpEndTimeout, _time));
            _connection?.Complete();
            await Task.WhenAny(_connectionEnd, Task.Delay(FlushTimeout, _time));
            _connection?.Abandon();
        }
    }

    /// <summary>Asks the loop how the agent is, from any thread.</summary>
    public Task<AgentHealth> AskHealthAsync()
    {
        var answer = new TaskCompletionSource<AgentHealth>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new AgentEvent.HealthAsked(answer));
        return answer.Task;
    }

    private AgentHealth DescribeHealth(TimeSpan now)
    {
        if (_link.Phase == LinkPhase.Established)
        {
            return new AgentHealth(true, _link.IsSiloSilent
                ? string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"linked to a silo that has been silent for {(now - _link.HeardAt).TotalMilliseconds:F0} ms")
                : "linked to a silo");
        }

        return _hasBeenTold
            ? new AgentHealth(true, string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"no silo for {(now - _link.HeardAt).TotalSeconds:F0} s, {_announcer.Orders.Count} addresses stay announced"))
            : new AgentHealth(false, "no silo has told this agent yet what to announce");
    }

    private void Handle(AgentEvent @event)
    {
        var now = Now;
        switch (@event)
        {
            case AgentEvent.InterfacesTold(var message):
                TakeInterfaces(message, now);
                break;
            case AgentEvent.DefaultRoutesChanged:
                TellGateways(now);
                break;
            case AgentEvent.ConnectionTold(var connection, var told) when connection == _connection:
                Drive(told, now);
                break;
            case AgentEvent.ResponderFailed(var responder, var error):
                _announcer.ResponderFailed(responder, error, now);
                _reporter.Changed(now);
                break;
            case AgentEvent.ClaimHeard(var claim):
                _announcer.Hear(claim, now);
                break;
            case AgentEvent.BgpChanged:
                _reporter.Changed(now);
                break;
            case AgentEvent.TimerFired:
                Tick(now);
                break;
            case AgentEvent.HealthAsked(var answer):
                answer.TrySetResult(DescribeHealth(now));
                break;
            case AgentEvent.StopRequested(var reason):
                LogStopping(reason);
                _bgp.Stop(reason);
                Drive(new LinkEvent.StopRequested(reason), now);
                break;
        }

        if (_announcer.TakeNews())
        {
            _reporter.Changed(now);
        }

        foreach (var result in _announcer.TakeProbeResults())
        {
            Drive(new LinkEvent.Reporting(new AgentMessage { SelfProbeResult = result }), now);
        }

        EndWhenDrained(now);
    }

    private void TakeInterfaces(Netlink.LinkMessage message, TimeSpan now)
    {
        if (_announcer.Apply(message, now))
        {
            _reporter.Changed(now);
            TellGateways(now);
        }

        // The hello lists the interfaces, so the first connection waits until they are known.
        if (_announcer.IsReady && _link.Phase == LinkPhase.Idle)
        {
            Drive(new LinkEvent.Started(), now);
        }
    }

    /// <summary>Takes one event into the link and does what follows; never called by something that follows.</summary>
    private void Drive(LinkEvent @event, TimeSpan now)
    {
        foreach (var action in _link.Handle(@event, now))
        {
            Execute(action, now);
        }
    }

    private void Execute(LinkAction action, TimeSpan now)
    {
        switch (action)
        {
            case LinkAction.Connect:
                Connect();
                break;
            case LinkAction.SendHello:
                SendHello(now);
                break;
            case LinkAction.Send(var message):
                _connection?.Send(message);
                break;
            case LinkAction.ApplySnapshot(var snapshot):
                Apply(snapshot, now);
                break;
            case LinkAction.ApplyDifference(var difference):
                Apply(difference, now);
                break;
            case LinkAction.Configure(var settings):
                _announcer.Configure(settings);
                break;
            case LinkAction.TakeMembers(var members):
                _announcer.Apply(members, now);
                break;
            case LinkAction.Probe(var asked):
                _announcer.Probe(asked, now);
                break;
            case LinkAction.Prove when _connection is { } asking:
                _ = ProveAsync(asking);
                break;
            case LinkAction.Abandon:
                _connection?.Abandon();
                _connection = null;
                break;
            case LinkAction.TellEstablished(var siloName):
                Established(siloName, now);
                break;
            case LinkAction.TellSilent(var siloName, var silence):
                _announcer.CutOff(_link.HeardAt, now);
                LogSilent(siloName, silence.TotalMilliseconds, _announcer.Orders.Count);
                break;
            case LinkAction.TellHeard(var siloName, var silence):
                _announcer.Connected();
                LogHeard(siloName, silence.TotalMilliseconds);
                break;
            case LinkAction.TellLost(var reason, var delay):
                CutOff(now);
                LogLost(
                    IsNews(reason) ? LogLevel.Warning : LogLevel.Debug, _options.SilosText, reason, delay.TotalMilliseconds, _announcer.Orders.Count);
                break;
            case LinkAction.TellRefused(var refusal, var delay):
                CutOff(now);
                LogRefused(LevelOf(refusal), _options.SilosText, refusal.Reason, refusal.Message, delay.TotalMilliseconds);
                break;
            case LinkAction.Finish:
                _isFinished = true;
                break;
        }
    }

    private void CutOff(TimeSpan now)
    {
        _reporter.Stopped();
        _announcer.CutOff(_link.HeardAt, now);
    }

    private void EndWhenDrained(TimeSpan now)
    {
        if (_link.IsDraining && _announcer.IsIdle)
        {
            Drive(new LinkEvent.Drained(), now);
        }
    }
}
