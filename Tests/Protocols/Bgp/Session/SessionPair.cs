using MetalOrleans.Protocols.Bgp.Session;
using IPv4Address = MetalOrleans.Protocols.Addressing.IPv4Address;

namespace MetalOrleans.Tests.Protocols.Bgp.Session;

/// <summary>Two sessions and the network between them, which delays, cuts and breaks as dice say. Virtual time only.</summary>
internal sealed class SessionPair
{
    private static readonly IPv4Address[] s_addresses = [new(0xC0000201), new(0xC0000202)];

    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _network = new();
    private readonly Dictionary<BgpConnection, (int Side, BgpConnection Other)> _links = [];
    private readonly HashSet<BgpConnection> _dead = [];
    private readonly byte[] _octets = new byte[BgpSession.DrainLengthMin];
    private readonly Random _dice;
    private readonly BgpState[] _told = new BgpState[2];
    private long _order;

    public SessionPair(Random dice, BgpSessionSettings first, BgpSessionSettings second)
    {
        _dice = dice;
        Sessions = [new BgpSession(first, dice), new BgpSession(second, dice)];
    }

    public BgpSession[] Sessions { get; }

    public TimeSpan Now { get; private set; }

    /// <summary>Whether a new connection finds nobody.</summary>
    public bool IsCut { get; set; }

    /// <summary>How many connections were opened.</summary>
    public int Opened { get; private set; }

    public void Handle(int side, BgpEvent happened) => Do(side, Sessions[side].Handle(happened, Now));

    public void Change(int side, Action<BgpSession> change)
    {
        change(Sessions[side]);
        Do(side, Sessions[side].RoutesChanged());
    }

    /// <summary>Breaks every connection that there is; each end learns of it in its own time.</summary>
    public void Break()
    {
        foreach (var (connection, (side, _)) in _links.Where(link => !_dead.Contains(link.Key)).ToList())
        {
            _dead.Add(connection);
            Later(() => Handle(side, new BgpEvent.Disconnected(connection, "broken")));
        }
    }

    /// <summary>Lets time pass.</summary>
    public void Run(TimeSpan time)
    {
        var end = Now + time;
        while (true)
        {
            var network = _network.TryPeek(out _, out var priority) ? priority.At : (TimeSpan?)null;
            var side = (Sessions[0].NextTick ?? TimeSpan.MaxValue) <= (Sessions[1].NextTick ?? TimeSpan.MaxValue) ? 0 : 1;
            var tick = Sessions[side].NextTick;
            if ((network ?? TimeSpan.MaxValue) > end && (tick ?? TimeSpan.MaxValue) > end)
            {
                Now = end;
                return;
            }

            if (network is { } at && at <= (tick ?? TimeSpan.MaxValue))
            {
                Now = at > Now ? at : Now;
                _network.Dequeue()();
            }
            else
            {
                Now = tick!.Value > Now ? tick.Value : Now;
                Do(side, Sessions[side].Tick(Now));
            }
        }
    }

    private void Later(Action act) => _network.Enqueue(act, (Now + TimeSpan.FromMilliseconds(_dice.Next(200)), ++_order));

    private void Do(int side, IReadOnlyList<BgpAction> actions)
    {
        foreach (var action in actions.ToArray())
        {
            switch (action)
            {
                case BgpAction.Connect(var connection):
                    Opened++;
                    Later(() => Open(side, connection));
                    break;
                case BgpAction.Send(var connection):
                    Drain(side, connection);
                    break;
                case BgpAction.Close(var connection, var words):
                    Close(side, connection, [.. words]);
                    break;
                case BgpAction.StateChanged(var from, var to, _):
                    // Every change is told once, and none is left out.
                    Assert.Equal(_told[side], from);
                    Assert.NotEqual(from, to);
                    _told[side] = to;
                    break;
            }
        }

        Assert.Equal(_told[side], Sessions[side].State);
    }

    private void Open(int side, BgpConnection connection)
    {
        if (_dead.Contains(connection))
        {
            return;
        }

        if (IsCut || _dice.Next(10) == 0)
        {
            _dead.Add(connection);
            Handle(side, new BgpEvent.Disconnected(connection, "refused"));
            return;
        }

        var incoming = BgpConnection.Incoming();
        _links[connection] = (side, incoming);
        _links[incoming] = (1 - side, connection);
        Later(() => Handle(1 - side, new BgpEvent.Accepted(incoming, new BgpEndPoints(s_addresses[1 - side], s_addresses[side]))));
        Handle(side, new BgpEvent.Connected(connection, new BgpEndPoints(s_addresses[side], s_addresses[1 - side])));
    }

    private void Drain(int side, BgpConnection connection)
    {
        while (Sessions[side].Drain(connection, _octets, Now) is > 0 and var length)
        {
            Deliver(connection, _octets[..length]);
        }
    }

    // In order: octets of a connection all go through one queue, whose entries of equal delay keep their order.
    private void Deliver(BgpConnection from, byte[] octets)
    {
        if (!_links.TryGetValue(from, out var link))
        {
            return;
        }

        var to = link.Other;
        _network.Enqueue(() => Receive(to, octets), (Now + TimeSpan.FromMilliseconds(200), ++_order));
    }

    private void Receive(BgpConnection connection, byte[] octets)
    {
        for (var at = 0; at < octets.Length && !_dead.Contains(connection);)
        {
            var count = Math.Min(octets.Length - at, 1 + _dice.Next(60));
            octets.AsSpan(at, count).CopyTo(connection.ReceiveSpace.Span);
            var side = _links[connection].Side;
            Do(side, Sessions[side].Receive(connection, count, Now));
            at += count;
        }
    }

    private void Close(int side, BgpConnection connection, byte[] words)
    {
        _dead.Add(connection);
        if (!_links.TryGetValue(connection, out var link))
        {
            return;
        }

        if (words.Length > 0)
        {
            Deliver(connection, words);
        }

        var other = link.Other;
        _network.Enqueue(
            () =>
            {
                if (_dead.Add(other))
                {
                    Handle(1 - side, new BgpEvent.Disconnected(other, "closed"));
                }
            },
            (Now + TimeSpan.FromMilliseconds(201), ++_order));
    }
}
