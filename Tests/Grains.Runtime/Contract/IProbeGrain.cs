using Orleans.Concurrency;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>
/// A grain that does what a test asks. A method with a signal's name raises <c>name.entered</c>, waits for
/// <c>name.leave</c>, and raises <c>name.left</c>.
/// </summary>
[Alias("MetalOrleans.Tests.IProbeGrain")]
public interface IProbeGrain : IGrainWithStringKey
{
    [Alias("Hold")]
    Task HoldAsync(string signal);

    [Alias("HoldInterleaved"), AlwaysInterleave]
    Task HoldInterleavedAsync(string signal);

    [Alias("HoldReading"), ReadOnly]
    Task HoldReadingAsync(string signal);

    [Alias("Notify"), OneWay]
    Task NotifyAsync(string signal, bool fails);

    [Alias("HoldCancellable")]
    Task HoldCancellableAsync(string signal, CancellationToken cancellationToken);

    /// <summary>Adds one by reading, yielding and writing: loses counts unless calls run one at a time.</summary>
    [Alias("Increment")]
    Task<int> IncrementAsync();

    [Alias("Ping")]
    Task PingAsync();

    [Alias("PingInterleaved"), AlwaysInterleave]
    Task PingInterleavedAsync();

    [Alias("Echo")]
    ValueTask<string> EchoAsync(string text);

    [Alias("EchoLater")]
    ValueTask<string> EchoLaterAsync(string text);

    [Alias("Nothing")]
    ValueTask NothingAsync();

    [Alias("Throw")]
    Task ThrowAsync(string message);

    [Alias("ThrowLater")]
    Task<int> ThrowLaterAsync(string message);

    /// <summary>Which of the grain's successive activations answers.</summary>
    [Alias("Activation")]
    Task<Guid> ActivationAsync();

    [Alias("DeactivateOnIdle")]
    Task DeactivateOnIdleAsync();

    [Alias("DelayDeactivation")]
    Task DelayDeactivationAsync(TimeSpan time);

    [Alias("ContextValue")]
    Task<string?> ContextValueAsync(string key);

    [Alias("SetContextValue")]
    Task SetContextValueAsync(string key, string value);

    /// <summary>Whether the grain's scheduler is current before and after an await, and in a child task.</summary>
    [Alias("KeepsScheduler")]
    Task<bool> KeepsSchedulerAsync();

    /// <summary>Calls another probe, which calls this one.</summary>
    [Alias("CallAround")]
    Task CallAroundAsync(string other, bool interleaved, bool allowReentrancy);

    [Alias("CallBack")]
    Task CallBackAsync(string key, bool interleaved);

    /// <summary>Calls another probe's <see cref="EchoAsync"/>.</summary>
    [Alias("Relay")]
    Task<string?> RelayAsync(string other, string key);
}
