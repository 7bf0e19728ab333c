namespace MetalOrleans.Lab;

/// <summary>Threads for work that blocks: on the pool, a handful of it would hold up every measurement of the process.</summary>
internal static class Threads
{
    /// <summary>Runs <paramref name="work"/> on a thread of its own.</summary>
    public static Task RunAsync(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc cref="RunAsync(Action)"/>
    public static Task<T> RunAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Runs <paramref name="work"/> on a thread of its own, before all others where the kernel allows it.</summary>
    /// <remarks>
    /// For work of microseconds that stands in for machines of its own, such as a client that asks and a server that
    /// answers: what a measurement shows shall be the product's time, not the queue for this machine's processors.
    /// </remarks>
    public static Task RunFirstAsync(Action work) => RunAsync(() =>
    {
        // Without the right to it, the thread queues as the others do.
        _ = Libc.SetScheduler(0, Libc.RealTime, priority: 10);
        work();
    });
}
