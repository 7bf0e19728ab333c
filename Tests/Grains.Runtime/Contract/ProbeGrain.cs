namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class ProbeGrain : Grain, IProbeGrain
{
    private readonly Guid _activation = Guid.NewGuid();
    private int _count;

    public static string Deactivated(string key) => $"{key}.deactivated";

    public static string MayDeactivate(string key) => $"{key}.may-deactivate";

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        Signals.Raise($"{key}.deactivating.{reason.ReasonCode}");
        if (key.StartsWith("slow-", StringComparison.Ordinal))
        {
            await Signals.RaisedAsync(MayDeactivate(key));
        }

        Signals.Raise(Deactivated(key));
    }

    public async Task HoldAsync(string signal)
    {
        Signals.Raise($"{signal}.entered");
        await Signals.RaisedAsync($"{signal}.leave");
        Signals.Raise($"{signal}.left");
    }

    public Task HoldInterleavedAsync(string signal) => HoldAsync(signal);

    public Task HoldReadingAsync(string signal) => HoldAsync(signal);

    public async Task NotifyAsync(string signal, bool fails)
    {
        await HoldAsync(signal);
        if (fails)
        {
            throw new InvalidOperationException("Nobody hears this.");
        }
    }

    public async Task HoldCancellableAsync(string signal, CancellationToken cancellationToken)
    {
        Signals.Raise($"{signal}.entered");
        var cancelled = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(() => cancelled.TrySetResult());
        await cancelled.Task;
        Signals.Raise($"{signal}.cancelled");
        cancellationToken.ThrowIfCancellationRequested();
    }

    public async Task<int> IncrementAsync()
    {
        var count = _count;
        await Task.Yield();
        _count = count + 1;
        return _count;
    }

    public Task PingAsync() => Task.CompletedTask;

    public Task PingInterleavedAsync() => Task.CompletedTask;

    public ValueTask<string> EchoAsync(string text) => new(text);

    public async ValueTask<string> EchoLaterAsync(string text)
    {
        await Task.Yield();
        return text;
    }

    public ValueTask NothingAsync() => default;

    public Task ThrowAsync(string message) => throw new InvalidOperationException(message);

    public async Task<int> ThrowLaterAsync(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task<Guid> ActivationAsync() => Task.FromResult(_activation);

    public Task DeactivateOnIdleAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task DelayDeactivationAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task<string?> ContextValueAsync(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task SetContextValueAsync(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public async Task<bool> KeepsSchedulerAsync()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Yield();
        var afterYield = TaskScheduler.Current;
        await Task.Run(() => { });
        var afterRun = TaskScheduler.Current;
        return scheduler != TaskScheduler.Default && scheduler == afterYield && scheduler == afterRun;
    }

    public async Task CallAroundAsync(string other, bool interleaved, bool allowReentrancy)
    {
        var target = GrainFactory.GetGrain<IProbeGrain>(other);
        if (allowReentrancy)
        {
            using var section = RequestContext.AllowCallChainReentrancy();
            await target.CallBackAsync(this.GetPrimaryKeyString(), interleaved);
            return;
        }

        await target.CallBackAsync(this.GetPrimaryKeyString(), interleaved);
    }

    public Task CallBackAsync(string key, bool interleaved)
    {
        var target = GrainFactory.GetGrain<IProbeGrain>(key);
        return interleaved ? target.PingInterleavedAsync() : target.PingAsync();
    }

    public Task<string?> RelayAsync(string other, string key) =>
        GrainFactory.GetGrain<IProbeGrain>(other).ContextValueAsync(key);
}
