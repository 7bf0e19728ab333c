namespace MetalOrleans.NetAgent.Hosting;

/// <summary>The clock and the one timer of a loop that takes one event in at a time: the timer's firing is an event as well.</summary>
/// <remarks>Made, set and told on the loop; only the call that posts the event comes from another thread.</remarks>
internal sealed class LoopTimer : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly ITimer _timer;
    private TimeSpan? _setFor;

    /// <summary>A timer that is not set, at time zero.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="fire">Posts the event, which calls <see cref="Fired"/> when its turn comes.</param>
    public LoopTimer(TimeProvider time, Action fire)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _timer = time.CreateTimer(_ => fire(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time since the timer was made, on a clock that does not step.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Fires once when a time has come; the clock is touched only when that is another time than before.</summary>
    /// <param name="due">When; at once when that is past; null for never.</param>
    public void Set(TimeSpan? due)
    {
        if (due == _setFor)
        {
            return;
        }

        _setFor = due;
        // The timer's resolution is a millisecond; rounded up, so that what was waited for is due when it fires.
        var wait = due is { } then
            ? TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling((then - Now).TotalMilliseconds)))
            : Timeout.InfiniteTimeSpan;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It has fired: whatever it is set for next is another time.</summary>
    public void Fired() => _setFor = null;

    /// <summary>The earlier of two times; null is never.</summary>
    public static TimeSpan? Earliest(TimeSpan? first, TimeSpan? second) =>
        first is null ? second : second is null || first < second ? first : second;

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
