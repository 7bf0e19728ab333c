namespace MetalOrleans.Protocols.Gratuitous;

/// <summary>
/// When to tell the neighbours, unasked, about what is announced: at once and on a fixed beat until the window after the
/// last announcement ends (L-090, L-091). It serves gratuitous ARP and unsolicited neighbour advertisements alike.
/// </summary>
/// <remarks>
/// A machine without clock or I/O, owned by one caller. Time is any monotonic reading that is passed with each event. Two
/// targets due at the same time leave in the order in which they were announced. Withdrawing sends nothing (L-092).
/// </remarks>
/// <typeparam name="TTarget">What is announced and where: an address on an interface.</typeparam>
public sealed class GratuitousSchedule<TTarget>
    where TTarget : notnull
{
    private readonly GratuitousOptions _options;
    private readonly Dictionary<TTarget, Entry> _entries = [];
    private readonly PriorityQueue<Turn, (TimeSpan Due, long Order)> _turns = new();
    private long _order;

    /// <summary>A schedule with nothing on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not positive or the window is negative.</exception>
    public GratuitousSchedule(GratuitousOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Interval, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Window, TimeSpan.Zero, nameof(options));
        _options = options;
    }

    /// <summary>When the next round is due; null when nothing is on the schedule.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            DropDeadTurns();
            return _turns.TryPeek(out _, out var priority) ? priority.Due : null;
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
        if (isRunning && epoch == entry.Epoch)
        {
            _entries[target] = entry with { Ends = ends };
            return;
        }

        var turn = ++_order;
        _entries[target] = new Entry(epoch, ends, turn);
        _turns.Enqueue(new Turn(target, turn), (now, turn));
    }

    /// <summary>The target is no longer announced: its remaining rounds are not sent (L-091).</summary>
    public void Withdrawn(TTarget target) => _entries.Remove(target);

    /// <summary>Takes the next target whose round is due, and plans its following round.</summary>
    /// <returns>False when nothing is due at <paramref name="now"/>.</returns>
    public bool TryTakeDue(TimeSpan now, out TTarget target)
    {
        DropDeadTurns();
        if (!_turns.TryPeek(out var turn, out var priority) || priority.Due > now)
        {
            target = default!;
            return false;
        }

        _turns.Dequeue();
        target = turn.Target;
        PlanNext(target, _entries[target], priority.Due, now);
        return true;
    }

    // A caller that comes late does not send the missed rounds in one burst: the next one is an interval from now.
    private void PlanNext(TTarget target, in Entry entry, TimeSpan due, TimeSpan now)
    {
        var next = due + _options.Interval;
        if (next <= now)
        {
            next = now + _options.Interval;
        }

        if (next >= entry.Ends)
        {
            _entries.Remove(target);
            return;
        }

        var turn = ++_order;
        _entries[target] = entry with { Turn = turn };
        _turns.Enqueue(new Turn(target, turn), (next, turn));
    }

    // A withdrawn or restarted target leaves its old turn in the queue; only the entry's own turn counts.
    private void DropDeadTurns()
    {
        while (_turns.TryPeek(out var turn, out _)
            && !(_entries.TryGetValue(turn.Target, out var entry) && entry.Turn == turn.Order))
        {
            _turns.Dequeue();
        }
    }

    private readonly record struct Entry(ulong Epoch, TimeSpan Ends, long Turn);

    private readonly record struct Turn(TTarget Target, long Order);
}
