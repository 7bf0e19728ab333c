using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.Tests.Protocols.Bfd;

/// <summary>Two sessions with a wire between them, which loses and delays what a test says.</summary>
internal sealed class BfdPair
{
    private readonly BfdAction[] _room = new BfdAction[BfdAction.CountMax];
    private readonly BfdSession[] _sessions;
    private readonly PriorityQueue<(int To, BfdControlPacket Packet), (TimeSpan At, long Order)> _wire = new();
    private readonly Func<int, bool> _isLost;
    private readonly Func<TimeSpan> _delay;
    private long _order;

    /// <param name="first">The first side's options.</param>
    /// <param name="second">The second's.</param>
    /// <param name="random">Of both.</param>
    /// <param name="isLost">Whether a packet to a side is lost.</param>
    /// <param name="delay">How long the next packet travels.</param>
    public BfdPair(
        BfdSessionOptions first, BfdSessionOptions second, Random random, Func<int, bool>? isLost = null, Func<TimeSpan>? delay = null)
    {
        _sessions =
        [
            new BfdSession(1, 1, isMultihop: false, first, random, TimeSpan.Zero),
            new BfdSession(2, 2, isMultihop: false, second, random, TimeSpan.Zero),
        ];
        _isLost = isLost ?? (_ => false);
        _delay = delay ?? (() => TimeSpan.FromMilliseconds(1));
    }

    public BfdSession First => _sessions[0];

    public BfdSession Second => _sessions[1];

    public bool IsUp => First.State == BfdState.Up && Second.State == BfdState.Up;

    public TimeSpan Now { get; private set; }

    /// <summary>Packets that were sent so far.</summary>
    public int Sent { get; private set; }

    /// <summary>Every state that a side went to, in order.</summary>
    public List<(int Side, TimeSpan At, BfdState State)> Changes { get; } = [];

    /// <summary>Lets time pass.</summary>
    public BfdPair For(TimeSpan time)
    {
        var end = Now + time;
        while (Next is var next && next <= end)
        {
            Now = next > Now ? next : Now;

            // What arrives at a moment is heard before the moment is judged.
            while (_wire.TryPeek(out _, out var priority) && priority.At <= Now)
            {
                var (to, packet) = _wire.Dequeue();
                Tell(to, BfdEvent.Received(packet));
            }

            for (var side = 0; side < _sessions.Length; side++)
            {
                if (_sessions[side].NextDue <= Now)
                {
                    Tell(side, BfdEvent.Ticked);
                }
            }
        }

        Now = end;
        return this;
    }

    public BfdPair Tell(int side, in BfdEvent happened)
    {
        var actions = new BfdActionList(_room);
        var session = _sessions[side];
        session.Handle(happened, Now, ref actions);
        foreach (var action in actions.Actions)
        {
            if (action.Kind == BfdActionKind.StateChanged)
            {
                Changes.Add((side, Now, session.State));
            }
            else if (action.Kind == BfdActionKind.SendControl)
            {
                Sent++;
                if (!_isLost(1 - side))
                {
                    _wire.Enqueue((1 - side, action.Packet), (Now + _delay(), ++_order));
                }
            }
        }

        return this;
    }

    private TimeSpan Next
    {
        get
        {
            var due = First.NextDue < Second.NextDue ? First.NextDue : Second.NextDue;
            return _wire.TryPeek(out _, out var priority) && priority.At < due ? priority.At : due;
        }
    }
}
