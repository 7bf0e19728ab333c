namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>
/// A grain with one timer. Tick n raises <c>key.tick.n</c>; a tick that shall hold then waits for <c>key.tick.n.leave</c>.
/// </summary>
[Alias("MetalOrleans.Tests.ITimerGrain")]
public interface ITimerGrain : IGrainWithStringKey
{
    [Alias("Start")]
    Task StartAsync(TimeSpan dueTime, TimeSpan period, TimerBehavior behavior);

    [Alias("Change")]
    Task ChangeAsync(TimeSpan dueTime, TimeSpan period);

    [Alias("Stop")]
    Task StopAsync();

    [Alias("Hold")]
    Task HoldAsync(string signal);

    [Alias("Ticks")]
    Task<int> TicksAsync();

    [Alias("Deactivate")]
    Task DeactivateAsync();
}
