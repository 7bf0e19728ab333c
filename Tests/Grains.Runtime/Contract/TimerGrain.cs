namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class TimerGrain : Grain, ITimerGrain
{
    private IGrainTimer? _timer;
    private int _ticks;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Signals.Raise($"{this.GetPrimaryKeyString()}.deactivated");
        return Task.CompletedTask;
    }

    public Task StartAsync(TimeSpan dueTime, TimeSpan period, TimerBehavior behavior)
    {
        _timer = this.RegisterGrainTimer(
            TickAsync,
            behavior,
            new GrainTimerCreationOptions(dueTime, period)
            {
                Interleave = behavior.HasFlag(TimerBehavior.Interleaves),
                KeepAlive = behavior.HasFlag(TimerBehavior.KeepsAlive),
            });
        return Task.CompletedTask;
    }

    public Task ChangeAsync(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task HoldAsync(string signal)
    {
        Signals.Raise($"{signal}.entered");
        await Signals.RaisedAsync($"{signal}.leave");
    }

    public Task<int> TicksAsync() => Task.FromResult(_ticks);

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task TickAsync(TimerBehavior behavior, CancellationToken cancellationToken)
    {
        var tick = $"{this.GetPrimaryKeyString()}.tick.{++_ticks}";
        Signals.Raise(tick);
        if (behavior.HasFlag(TimerBehavior.Throws))
        {
            throw new InvalidOperationException("A tick failed.");
        }

        if (behavior.HasFlag(TimerBehavior.Holds))
        {
            await Signals.RaisedAsync($"{tick}.leave");
        }

        if (behavior.HasFlag(TimerBehavior.WaitsForItsToken))
        {
            var cancelled = new TaskCompletionSource();
            await using var registration = cancellationToken.Register(() => cancelled.TrySetResult());
            await cancelled.Task;
            Signals.Raise($"{tick}.cancelled");
        }
    }
}
