namespace MetalOrleans.Tests.Support;

/// <summary>A clock that moves only when a test says so, and fires timers in the order in which they fall due.</summary>
/// <remarks>
/// The timestamp frequency is four times <see cref="TimeSpan.TicksPerSecond"/>: no machine has it, so code that takes
/// a timestamp for a tick or a nanosecond fails here, and the conversion is exact, so that tests can assert equality.
/// One test drives one clock. Callbacks run on the thread that advances.
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private const long TimestampsPerTick = 4;

    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _armed = [];
    private readonly List<Waiter> _waiters = [];
    private long _now;
    private long _armings;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond * TimestampsPerTick;

    /// <summary>How far the clock has been moved since it was made.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
            {
                return TimeSpan.FromTicks(_now);
            }
        }
    }

    /// <summary>Timers that are armed and have not fired, <c>Task.Delay</c> and timeouts on this clock included.</summary>
    public int ArmedTimerCount
    {
        get
        {
            lock (_gate)
            {
                return _armed.Count;
            }
        }
    }

    public override long GetTimestamp() => Elapsed.Ticks * TimestampsPerTick;

    public override DateTimeOffset GetUtcNow() => Epoch + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);

        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward; every timer that falls due on the way fires at its own moment.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);

        var end = Elapsed.Ticks + by.Ticks;
        while (TakeNextDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _now = end;
        }
    }

    /// <summary>Moves the clock to the next armed timer and fires it; false when none is armed.</summary>
    public bool AdvanceToNextTimer()
    {
        TimeSpan step;
        lock (_gate)
        {
            if (_armed.Count == 0)
            {
                return false;
            }

            step = TimeSpan.FromTicks(_armed.Min(timer => timer.DueAt) - _now);
        }

        Advance(step);
        return true;
    }

    /// <summary>Completes when at least so many timers are armed, at once when they already are.</summary>
    public Task WaitForTimersAsync(int count = 1) =>
        WaitAsync(armed => armed.Count >= count, $"{count} armed timers");

    /// <summary>Completes when a timer is armed that falls due after exactly this time from now.</summary>
    public Task WaitForTimerDueInAsync(TimeSpan dueIn) =>
        WaitAsync(armed => armed.Any(timer => timer.DueAt - _now == dueIn.Ticks), $"a timer due in {dueIn}");

    /// <summary>
    /// Starts to wait for the next arming of any timer. Take the task first, act, then await it: an arming in between
    /// is not missed.
    /// </summary>
    public Task NextArmingAsync()
    {
        long seen;
        lock (_gate)
        {
            seen = _armings;
        }

        return WaitAsync(_ => _armings > seen, "another timer to be armed");
    }

    internal void Arm(ManualTimer timer, TimeSpan dueIn)
    {
        List<Waiter> satisfied;
        lock (_gate)
        {
            _armed.Remove(timer);
            timer.DueAt = _now + dueIn.Ticks;
            _armed.Add(timer);
            _armings++;
            satisfied = _waiters.FindAll(waiter => waiter.Condition(_armed));
            _waiters.RemoveAll(satisfied.Contains);
        }

        foreach (var waiter in satisfied)
        {
            waiter.Completion.SetResult();
        }
    }

    internal bool Disarm(ManualTimer timer)
    {
        lock (_gate)
        {
            return _armed.Remove(timer);
        }
    }

    private ManualTimer? TakeNextDue(long end)
    {
        lock (_gate)
        {
            // MinBy keeps the first of equals, so timers due at one moment fire in the order in which they were armed.
            var next = _armed.MinBy(timer => timer.DueAt);
            if (next is null || next.DueAt > end)
            {
                return null;
            }

            _now = Math.Max(_now, next.DueAt);
            _armed.Remove(next);
            return next;
        }
    }

    private Task WaitAsync(Func<IReadOnlyList<ManualTimer>, bool> condition, string expected)
    {
        var waiter = new Waiter(condition);
        lock (_gate)
        {
            if (condition(_armed))
            {
                return Task.CompletedTask;
            }

            _waiters.Add(waiter);
        }

        return waiter.Completion.Task.WithinAsync(
            "waiting on the manual clock", "timers", expected, () => $"{ArmedTimerCount} armed at {Elapsed}");
    }

    private sealed record Waiter(Func<IReadOnlyList<ManualTimer>, bool> Condition)
    {
        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
