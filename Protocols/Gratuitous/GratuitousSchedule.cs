namespace MetalOrleans.Protocols.Gratuitous;

/// <summary>
/// When to tell the neighbours, unasked, about what is announced: at once and on a fixed beat until the window after the
/// last announcement ends (L-090, L-091). It serves gratuitous ARP and unsolicited neighbour advertisements alike.
/// </summary>
/// <remarks>
/// A machine without clock or I/O, owned by one caller. Time is any monotonic reading that is passed with each event. First
/// rounds go before repeated ones, so that a caller with a limited rate tells of every new address before it repeats itself;
/// within each kind targets due at the same time leave in the order in which they were announced. Withdrawing sends nothing
/// (L-092).
/// </remarks>
/// <typeparam name="TTarget">What is announced and where: an address on an interface.</typeparam>
public sealed class GratuitousSchedule<TTarget>
    where TTarget : notnull
{
    private readonly Dictionary<TTarget, Entry> _entries = [];
    private readonly Queue<(Turn Turn, TimeSpan Due)> _firstTurns = new();
    private readonly PriorityQueue<Turn, (TimeSpan Due, long Order)> _turns = new();
    // Tables of thousands of rounds are let go when the last of them is over.
    private const int CapacityKept = 1024;

    private GratuitousOptions _options = GratuitousOptions.Default;
    private long _order;

    /// <summary>A schedule with nothing on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An interval is not positive or the window is negative.</exception>
    public GratuitousSchedule(GratuitousOptions options) => Options = options;

    /// <summary>The beat. A change counts from the next round of each target on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An interval is not positive or the window is negative.</exception>
    public GratuitousOptions Options
    {
        get => _options;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value.Interval, TimeSpan.Zero, nameof(value));
            ArgumentOutOfRangeException.ThrowIfLessThan(value.Window, TimeSpan.Zero, nameof(value));
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(
                value.Refresh ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(value));
            _options = value;
        }
    }

    /// <summary>When the next round is due; null when nothing is on the schedule.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            DropDeadTurns();
            var due = _turns.TryPeek(out _, out var priority) ? priority.Due : (TimeSpan?)null;
            return _firstTurns.TryPeek(out var first) && !(due < first.Due) ? first.Due : due;
        }
    }

    /// <summary>
    /// The target is announced in an epoch. A newer epoch starts the rounds anew, the first at once; the epoch already
    /// running extends its window without an extra round; an older one changes nothing.
    /// </summary>
    public void Announced(TTarget target, ulong epoch, TimeSpan now)
    {
        var isRunning = _entries.TryGetValue(target, out var entry);
        if (isRunning && epoch < entry.Epoch)
        {
            return;
        }

        var ends = now + _options.Window;
        if (isRunning && epoch == entry.Epoch && now < entry.Ends)
        {
            _entries[target] = entry with { Ends = ends };
            return;
        }

        var turn = ++_order;
        _entries[target] = new Entry(epoch, ends, turn);
        _firstTurns.Enqueue((new Turn(target, turn), now));
    }

    /// <summary>The target is no longer announced: its remaining rounds are not sent (L-091).</summary>
    public void Withdrawn(TTarget target) => _entries.Remove(target);

    /// <summary>Takes the next target whose round is due, and plans its following round.</summary>
    /// <returns>False when nothing is due at <paramref name="now"/>.</returns>
    public bool TryTakeDue(TimeSpan now, out TTarget target)
    {
        DropDeadTurns();
        if (_firstTurns.TryPeek(out var first) && first.Due <= now)
        {
            _firstTurns.Dequeue();
            return Take(first.Turn, first.Due, now, out target);
        }

        if (_turns.TryPeek(out var turn, out var priority) && priority.Due <= now)
        {
            _turns.Dequeue();
            return Take(turn, priority.Due, now, out target);
        }

        target = default!;
        return false;
    }

    private bool Take(in Turn turn, TimeSpan due, TimeSpan now, out TTarget target)
    {
        target = turn.Target;
        PlanNext(target, _entries[target], due, now);
        return true;
    }

    private void PlanNext(TTarget target, in Entry entry, TimeSpan due, TimeSpan now)
    {
        var next = Later(due, _options.Interval, now);
        if (next >= entry.Ends)
        {
            if (_options.Refresh is not { } refresh)
            {
                _entries.Remove(target);
                return;
            }

            next = Later(due, refresh, now);
        }

        var turn = ++_order;
        _entries[target] = entry with { Turn = turn };
        _turns.Enqueue(new Turn(target, turn), (next, turn));
    }

    // A caller that comes late does not send the missed rounds in one burst: the next one is an interval from now.
    private static TimeSpan Later(TimeSpan due, TimeSpan interval, TimeSpan now) =>
        due + interval > now ? due + interval : now + interval;

    // A withdrawn or restarted target leaves its old turn in the queue; only the entry's own turn counts.
    private void DropDeadTurns()
    {
        if (_entries.Count == 0)
        {
            Clear();
            return;
        }

        while (_firstTurns.TryPeek(out var first) && !IsAlive(first.Turn))
        {
            _firstTurns.Dequeue();
        }

        while (_turns.TryPeek(out var turn, out _) && !IsAlive(turn))
        {
            _turns.Dequeue();
        }
    }

    private void Clear()
    {
        _firstTurns.Clear();
        _turns.Clear();
        if (_entries.Capacity > CapacityKept)
        {
            _entries.TrimExcess();
            _firstTurns.TrimExcess();
            _turns.TrimExcess();
        }
    }

    private bool IsAlive(in Turn turn) => _entries.TryGetValue(turn.Target, out var entry) && entry.Turn == turn.Order;

    private readonly record struct Entry(ulong Epoch, TimeSpan Ends, long Turn);

    private readonly record struct Turn(TTarget Target, long Order);
}
