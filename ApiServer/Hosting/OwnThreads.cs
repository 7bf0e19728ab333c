using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MetalOrleans.ApiServer.Hosting;

/// <summary>A few threads for the server's work alone, behind the process's other threads in the queue for processors.</summary>
/// <remarks>
/// Work of the thread pool is taken up in no order: continuations go before what waits, and thousands of requests, each a
/// chain of them, keep timers and sockets of the same process waiting for half a second. Beside threads of its own, the server delays
/// nobody but its clients. Tasks are begun in the order in which they come.
/// </remarks>
internal sealed partial class OwnThreads : TaskScheduler, IDisposable
{
    // PRIO_PROCESS of sys/resource.h with 0 is the calling thread.
    private const int ThisThread = 0;

    private readonly BlockingCollection<Task> _queue = [];
    private readonly int _count;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">Of the threads, as <c>ps -L</c> shows it.</param>
    /// <param name="count">How many; 1 or more.</param>
    public OwnThreads(string name, int count)
    {
        _count = count;
        for (var number = 0; number < count; number++)
        {
            new Thread(Run) { Name = name, IsBackground = true }.Start();
        }
    }

    public override int MaximumConcurrencyLevel => _count;

    /// <summary>Runs work, and what follows each of its awaits, on these threads.</summary>
    public Task RunAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Lets the threads end when everything queued is done; what is queued later runs on the thread pool.</summary>
    public void Dispose() => _queue.CompleteAdding();

    protected override void QueueTask(Task task)
    {
        try
        {
            _queue.Add(task);
        }
        catch (InvalidOperationException)
        {
            // A watch that ends last still tells its client so.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(Current, this) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _queue];

    private void Run()
    {
        // Nice 5. A process may always step back.
        _ = SetPriority(ThisThread, 0, 5);
        foreach (var task in _queue.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int nice);
}
