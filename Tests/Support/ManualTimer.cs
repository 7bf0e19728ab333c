namespace MetalOrleans.Tests.Support;

/// <summary>A timer of a <see cref="ManualTimeProvider"/>.</summary>
internal sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private volatile bool _disposed;

    /// <summary>Ticks of the clock at which the timer fires; guarded by the clock.</summary>
    internal long DueAt { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
        {
            return false;
        }

        clock.Disarm(this);
        // A period of zero means once, as it does for System.Threading.Timer.
        _period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            clock.Arm(this, dueTime);
        }

        return true;
    }

    public void Dispose()
    {
        _disposed = true;
        clock.Disarm(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Re-arms a periodic timer, then calls back: the callback may change or dispose the timer.</summary>
    internal void Fire()
    {
        if (_disposed)
        {
            return;
        }

        if (_period != Timeout.InfiniteTimeSpan)
        {
            clock.Arm(this, _period);
        }

        callback(state);
    }
}
