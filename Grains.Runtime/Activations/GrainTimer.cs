using MetalOrleans.Grains.Runtime.Turns;

namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>A grain timer: at most one of its ticks waits or runs, each as a turn of the grain.</summary>
internal sealed class GrainTimer<TState> : Turn, IGrainTimer
{
    // Orleans' least period: a period of zero would never let the thread go.
    private static readonly TimeSpan s_leastPeriod = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly GrainRuntime _runtime;
    private readonly Func<TState, CancellationToken, Task> _callback;
    private readonly TState _state;
    private readonly bool _keepAlive;
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _isTicking;
    private bool _isChanged;
    private bool _isDisposed;

    internal GrainTimer(
        Activation activation,
        GrainRuntime runtime,
        Func<TState, CancellationToken, Task> callback,
        TState state,
        GrainTimerCreationOptions options)
    {
        _activation = activation;
        _runtime = runtime;
        _callback = callback;
        _state = state;
        _keepAlive = options.KeepAlive;
        Traits = options.Interleave ? TurnTraits.Interleaves : TurnTraits.None;
        using (DetachedContext.Enter())
        {
            _timer = runtime.Time.CreateTimer(
                static timer => ((GrainTimer<TState>)timer!).Tick(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
        }
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _dueTime = dueTime;
            _period = period == TimeSpan.Zero ? s_leastPeriod : period;
            _isChanged = _isTicking;
            if (!_isTicking)
            {
                _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _timer.Dispose();
        _activation.RemoveTimer(this);
        _disposed.Cancel();
    }

    internal override void Run() => _ = RunAsync();

    internal override string Describe() => $"{_activation.GrainId}.(timer)";

    private static void Check(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "A timer's times are zero or more, or infinite.");
        }
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_isDisposed || _isTicking)
            {
                return;
            }

            _isTicking = true;
        }

        Prepare(caller: null);
        _activation.Offer(this, mayRunInline: false);
    }

    private async Task RunAsync()
    {
        try
        {
            if (!_isDisposed)
            {
                await _callback(_state, _disposed.Token);
            }
        }
        catch (Exception exception)
        {
            if (!_disposed.IsCancellationRequested || exception is not OperationCanceledException)
            {
                _runtime.ReportFailedTick(_activation.GrainId, exception);
            }
        }

        if (_keepAlive)
        {
            _activation.Touch(_runtime.Now());
        }

        _activation.Finish(this);
        Rearm();
    }

    private void Rearm()
    {
        lock (_lock)
        {
            _isTicking = false;
            if (!_isDisposed)
            {
                _timer.Change(_isChanged ? _dueTime : _period, Timeout.InfiniteTimeSpan);
                _isChanged = false;
            }
        }
    }
}
