namespace MetalOrleans.Agent.Contracts.Processes;

/// <summary>Has <see cref="ColdPages"/> let go what starting, connecting and rare requests touched, once it is quiet.</summary>
/// <param name="time">The clock of the pauses.</param>
public sealed class StartUpPages(TimeProvider time) : IDisposable
{
    // By then a first snapshot is announced, so nobody waits for what is let go.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    // What a rare request or a later change of the announcements touched.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ITimer _timer = time.CreateTimer(
        _ => ColdPages.Release(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Something is done that takes much code once: counts the pauses from now.</summary>
    public void Started() => _timer.Change(Quiet, Interval);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
