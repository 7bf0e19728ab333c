using System.Collections.Immutable;
using System.Net.Sockets;
using System.Threading.Channels;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Bfd;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.NetAgent.Hosting;
using MetalOrleans.NetAgent.Netlink;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>
/// Holds the node's BGP sessions: one loop that owns them all, takes one event in at a time, and shares nothing with the loop of
/// layer 2. It needs no silo in order to keep what it has (invariant 7).
/// </summary>
internal sealed partial class BgpSpeaker : IBgpTransportHost
{
    // Four of the longest messages, or sixty-four of the usual ones: one system call for each.
    private const int SendLength = 4 * ushort.MaxValue;

    private readonly Channel<BgpSpeakerEvent> _events =
        Channel.CreateUnbounded<BgpSpeakerEvent>(new UnboundedChannelOptions { SingleReader = true });

    private readonly BgpSpeakerOptions _options;
    private readonly ILogger _logger;
    private readonly Random _random;
    private readonly IBfdSessions? _bfd;
    private readonly Action _changed;
    private readonly LoopTimer _timer;
    private readonly DesiredBgp _desired = new();
    private readonly NodeAddresses _addresses;
    private readonly BgpListeners _listeners;
    private readonly SortedDictionary<string, BgpPeerHost> _peers = new(StringComparer.Ordinal);
    private readonly List<BgpTransport> _closing = [];
    private readonly byte[] _octets = new byte[SendLength];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<BgpPeerHost> _published = [];

    /// <summary>A speaker without sessions.</summary>
    /// <param name="options">What the agent was started with.</param>
    /// <param name="bfd">What watches the paths; null for nothing.</param>
    /// <param name="changed">Told, on the speaker's loop, that a session stands otherwise than before.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Where jitter comes from.</param>
    /// <param name="logger">Where changes are told.</param>
    public BgpSpeaker(
        BgpSpeakerOptions options,
        IBfdSessions? bfd,
        Action changed,
        TimeProvider time,
        Random random,
        ILogger<BgpSpeaker> logger)
    {
        _options = options;
        _bfd = bfd;
        _changed = changed;
        _random = random;
        _logger = logger;
        _addresses = new NodeAddresses(options.NodeName);
        _listeners = new BgpListeners(
            options.Listen, (socket, device) => Post(new BgpSpeakerEvent.Accepted(socket, device)), logger);
        _timer = new LoopTimer(time, () => Post(BgpSpeakerEvent.TimerFired.Instance));
    }

    /// <summary>The sessions, for whoever reports them, by name.</summary>
    public ImmutableArray<BgpPeerHost> Peers => _published;

    /// <summary>The time on the clock that <see cref="BgpSessionStatus.Since"/> is read on.</summary>
    public TimeSpan Now => _timer.Now;

    /// <summary>Completes when the speaker was asked to stop and has stopped.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes in everything that shall be.</summary>
    public void Apply(Snapshot snapshot) => Post(new BgpSpeakerEvent.SnapshotCame(snapshot));

    /// <summary>Takes in what changes.</summary>
    public void Apply(Difference difference)
    {
        if (difference.BgpPeers.Count + difference.BgpPeersRemoved.Count
            + difference.BgpRoutes.Count + difference.BgpRoutesWithdrawn.Count > 0)
        {
            Post(new BgpSpeakerEvent.DifferenceCame(difference));
        }
    }

    /// <summary>Takes in what the kernel told.</summary>
    public void Apply(LinkMessage message) => Post(new BgpSpeakerEvent.InterfacesTold(message));

    /// <summary>Ends all sessions in order; <see cref="Ended"/> completes then.</summary>
    public void Stop(string reason) => Post(new BgpSpeakerEvent.StopRequested(reason));

    void IBgpTransportHost.Connected(BgpTransport transport, SocketError error) =>
        Post(new BgpSpeakerEvent.Connected(transport, error));

    void IBgpTransportHost.Received(BgpTransport transport, int count, SocketError error) =>
        Post(new BgpSpeakerEvent.Received(transport, count, error));

    void IBgpTransportHost.Sent(BgpTransport transport, SocketError error) =>
        Post(new BgpSpeakerEvent.Sent(transport, error));

    /// <summary>Runs until it was asked to stop and has stopped.</summary>
    public async Task RunAsync()
    {
        await using (_timer)
        {
            while (!_isFinished && await _events.Reader.WaitToReadAsync())
            {
                while (!_isFinished && _events.Reader.TryRead(out var @event))
                {
                    Handle(@event, Now);
                }

                _timer.Set(NextDue());
            }
        }

        _listeners.Dispose();
        CloseRouters();
        _ended.TrySetResult();
    }

    private void Post(BgpSpeakerEvent @event) => _events.Writer.TryWrite(@event);

    private void Handle(BgpSpeakerEvent @event, TimeSpan now)
    {
        switch (@event)
        {
            case BgpSpeakerEvent.SnapshotCame(var snapshot):
                Take(_desired.Apply(snapshot), now);
                break;
            case BgpSpeakerEvent.DifferenceCame(var difference):
                Take(_desired.Apply(difference), now);
                break;
            case BgpSpeakerEvent.InterfacesTold(var message):
                _addresses.Apply(message);
                InterfacesChanged(now);
                break;
            case BgpSpeakerEvent.Connected(var transport, var error):
                Connected(transport, error, now);
                break;
            case BgpSpeakerEvent.NotBegun(var peer, var connection, var reason):
                Lose(peer, connection, reason, now);
                break;
            case BgpSpeakerEvent.Received(var transport, var count, var error):
                Received(transport, count, error, now);
                break;
            case BgpSpeakerEvent.Sent(var transport, var error):
                Sent(transport, error, now);
                break;
            case BgpSpeakerEvent.SendOn(var transport):
                Pump(transport, now);
                break;
            case BgpSpeakerEvent.Accepted(var socket, var device):
                Accept(socket, device, now);
                break;
            case BgpSpeakerEvent.RouterHeard(var index, var router):
                RouterHeard(index, router, now);
                break;
            case BgpSpeakerEvent.PathTold(var peer, var key, var status):
                PathTold(peer, key, status, now);
                break;
            case BgpSpeakerEvent.TimerFired:
                Tick(now);
                break;
            case BgpSpeakerEvent.StopRequested(var reason):
                BeginStop(reason, now);
                break;
        }

        TickStop(now);
    }

    private void Tick(TimeSpan now)
    {
        _timer.Fired();
        foreach (var peer in _peers.Values)
        {
            if (peer.Session.NextTick <= now)
            {
                Execute(peer, peer.Session.Tick(now), now);
            }
        }

        if (_listeners.NextDue <= now)
        {
            _listeners.Update(_peers.Values, now);
        }

        foreach (var transport in _closing.Where(transport => transport.CloseBy <= now).ToList())
        {
            transport.Dispose();
            _closing.Remove(transport);
        }

        TickRouters(now);
    }

    private TimeSpan? NextDue()
    {
        var due = LoopTimer.Earliest(LoopTimer.Earliest(_listeners.NextDue, _routersDue), _stopDue);
        foreach (var peer in _peers.Values)
        {
            due = LoopTimer.Earliest(due, peer.Session.NextTick);
        }

        foreach (var transport in _closing)
        {
            due = LoopTimer.Earliest(due, transport.CloseBy);
        }

        return due;
    }
}
