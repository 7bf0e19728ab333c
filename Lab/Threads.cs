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
}
