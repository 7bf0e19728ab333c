using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Bfd;

internal sealed partial class BfdThread
{
    private static readonly TimeSpan RepairPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(bool IsIPv4, bool IsMultihop, string Vrf), BfdReceiver> _receivers = [];
    private readonly Dictionary<int, BfdEchoPort> _echoPorts = [];
    private readonly Dictionary<BfdSharedSession, BfdEntry<BfdHostedSession>> _entries = [];
    private readonly List<string> _routings = [""];
    private TimeSpan _upkeepAt = BfdSession.Never;

    private void RunSession(BfdSharedSession shared, BfdSessionOptions options, TimeSpan now)
    {
        var actions = new BfdActionList(_actions);
        if (_entries.TryGetValue(shared, out var entry))
        {
            _table.Handle(entry, BfdEvent.Configured(Possible(entry.Host, options)), now, ref actions);
            Execute(entry, ref actions, now);
            return;
        }

        // One that says farewell to the same peer is in the way: the peer's packets would be taken for its own.
        foreach (var old in _entries.Values.Where(old => old.Host.EndsAt is not null && old.Host.Key == shared.Key).ToList())
        {
            Remove(old);
        }

        var session = new BfdHostedSession(shared);
        entry = _table.Add(session, PeerOf(shared.Key), Possible(session, options), now);
        _entries.Add(shared, entry);
        TryOpen(entry, now);
    }

    private void EndSession(BfdSharedSession shared, TimeSpan now)
    {
        if (!_entries.TryGetValue(shared, out var entry))
        {
            return;
        }

        // RFC 5880 §6.8.16: the peer hears for a detection time that the session is taken down on purpose.
        var session = entry.Session;
        var isHeard = session.RemoteDiscriminator != 0;
        var actions = new BfdActionList(_actions);
        _table.Handle(entry, BfdEvent.Disabled, now, ref actions);
        Execute(entry, ref actions, now);
        if (!isHeard)
        {
            Remove(entry);
            return;
        }

        var farewell = session.Terms.TransmitInterval * session.Options.DetectMultiplier;
        entry.Host.EndsAt = now + (farewell < FarewellMax ? farewell : FarewellMax);
        PlanUpkeep(entry.Host.EndsAt.Value);
    }

    private void StopAll(TimeSpan now)
    {
        _isStopping = true;
        foreach (var entry in _entries.Values)
        {
            var actions = new BfdActionList(_actions);
            _table.Handle(entry, BfdEvent.Disabled, now, ref actions);
            Execute(entry, ref actions, now);
        }
    }

    private void CloseAll()
    {
        foreach (var entry in _entries.Values.ToList())
        {
            Remove(entry);
        }

        _ = BfdNative.Close(_timer);
        _ = BfdNative.Close(_signal);
    }

    private void Remove(BfdEntry<BfdHostedSession> entry)
    {
        _entries.Remove(entry.Host.Shared);
        _table.Remove(entry);
        entry.Host.Transmitter?.Dispose();
        foreach (var (kind, receiver) in _receivers.Where(pair => _entries.Values.All(other => other.Host.Receiver != pair.Value)).ToList())
        {
            _receivers.Remove(kind);
            receiver.Dispose();
        }

        foreach (var (index, port) in _echoPorts.Where(pair => !IsEchoUsed(pair.Key)).ToList())
        {
            _echoPorts.Remove(index);
            port.Dispose();
        }

        ArrangeWaits();
    }

    private bool IsEchoUsed(int index) => _entries.Values.Any(entry =>
        entry.Host.HeardOn == index && entry.Session.Options.EchoInterval > TimeSpan.Zero);

    // Once a second while something is missing, and when a farewell is over.
    private void Repair(TimeSpan now)
    {
        if (_upkeepAt > now)
        {
            return;
        }

        _upkeepAt = BfdSession.Never;
        foreach (var entry in _entries.Values.ToList())
        {
            if (entry.Host.EndsAt is { } end)
            {
                if (end <= now)
                {
                    Remove(entry);
                }
                else
                {
                    PlanUpkeep(end);
                }
            }
            else if (entry.Host.Transmitter is null || entry.Host.Receiver is null)
            {
                TryOpen(entry, now);
            }
        }
    }

    private void PlanUpkeep(TimeSpan at) => _upkeepAt = at < _upkeepAt ? at : _upkeepAt;

    private void TryOpen(BfdEntry<BfdHostedSession> entry, TimeSpan now)
    {
        var session = entry.Host;
        var peer = PeerOf(session.Key);
        var problem = session.Key.Interface.Length > 0 && peer.Interface == 0
            ? $"there is no interface {session.Key.Interface}"
            : "";
        if (problem.Length == 0)
        {
            _table.Move(entry, peer);
            session.Receiver ??= OpenReceiver(session.Key, peer.Routing, out problem);
            if (session.Receiver is not null)
            {
                session.Transmitter ??= BfdTransmitter.Open(session.Key, peer.Interface, random, out problem);
            }
        }

        if (problem.Length > 0)
        {
            PlanUpkeep(now + RepairPause);
        }

        if (problem != session.Problem)
        {
            session.Problem = problem;
            reporter.Post(new BfdNotice.Hindered(session.Shared, problem));
            Report(entry, entry.Session.State);
        }
    }

    private void Hinder(BfdHostedSession session, int error, TimeSpan now)
    {
        session.Transmitter?.Dispose();
        session.Transmitter = null;
        PlanUpkeep(now + RepairPause);
        var problem = $"no packet can be sent: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}";
        if (problem != session.Problem)
        {
            session.Problem = problem;
            reporter.Post(new BfdNotice.Hindered(session.Shared, problem));
        }
    }

    private BfdReceiver? OpenReceiver(in BfdSessionKey key, int routing, out string problem)
    {
        problem = "";
        var kind = (key.Remote.IsIPv4, key.IsMultihop, key.Vrf);
        if (_receivers.TryGetValue(kind, out var receiver))
        {
            return receiver;
        }

        var (isIPv4, isMultihop) = (key.Remote.IsIPv4, key.IsMultihop);
        List<BfdReceiver> others =
            [.. _receivers.Where(pair => (pair.Key.IsIPv4, pair.Key.IsMultihop) == (isIPv4, isMultihop)).Select(pair => pair.Value)];
        receiver = BfdReceiver.Open(isIPv4, isMultihop, key.Vrf, routing, others, out problem);
        if (receiver is not null)
        {
            _receivers.Add(kind, receiver);
            ArrangeWaits();
        }

        return receiver;
    }

    private BfdPeer PeerOf(in BfdSessionKey key)
    {
        var index = key.Interface.Length > 0 ? (int)BfdNative.IndexOf(key.Interface) : 0;
        var routing = _routings.IndexOf(key.Vrf);
        if (routing < 0)
        {
            routing = _routings.Count;
            _routings.Add(key.Vrf);
        }

        return new BfdPeer(key.Remote, key.Local, key.IsMultihop ? 0 : index, routing, key.IsMultihop);
    }

    // What this system can do of what is wanted: echo packets of IPv4 only, and the peer's only where the kernel forwards.
    private BfdSessionOptions Possible(BfdHostedSession session, BfdSessionOptions options)
    {
        if (options.EchoInterval == TimeSpan.Zero && options.EchoReceiveInterval == TimeSpan.Zero)
        {
            return options;
        }

        if (!session.Key.Remote.IsIPv4 || session.Key.IsMultihop)
        {
            TellNoEcho(session, "it is for IPv4 peers on the link only");
            return options with { EchoInterval = TimeSpan.Zero, EchoReceiveInterval = TimeSpan.Zero };
        }

        if (options.EchoReceiveInterval > TimeSpan.Zero && !BfdForwarding.IsOn(session.Key.Interface))
        {
            TellNoEcho(session, "the peer's echo packets are not looped, as this node does not forward IPv4");
            return options with { EchoReceiveInterval = TimeSpan.Zero };
        }

        return options;
    }

    private void TellNoEcho(BfdHostedSession session, string problem) =>
        reporter.Post(new BfdNotice.EchoUnavailable(session.Shared, problem));

    private void PrepareEcho(BfdHostedSession session)
    {
        if (session.HeardOn == 0 || _echoPorts.ContainsKey(session.HeardOn))
        {
            return;
        }

        if (BfdEchoPort.Open(session.HeardOn, out var problem) is { } port)
        {
            _echoPorts.Add(session.HeardOn, port);
            ArrangeWaits();
        }
        else if (session.Problem != problem)
        {
            session.Problem = problem;
            TellNoEcho(session, problem);
        }
    }
}
