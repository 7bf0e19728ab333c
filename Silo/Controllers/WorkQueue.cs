using System.Threading.Channels;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Keys that want a pass: a key waits at most once, never runs twice at a time, and comes back with exponential back-off
/// when its pass asks for that.
/// </summary>
/// <typeparam name="TKey">What is passed over.</typeparam>
internal sealed class WorkQueue<TKey>(TimeProvider time)
    where TKey : notnull
{
    // client-go's rate limiter starts at 5 ms and doubles; it stops at 1000 s, which is too long for somebody who waits.
    private static readonly TimeSpan BackOffMin = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(30);

    private readonly Lock _changing = new();
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly HashSet<TKey> _waiting = [];
    private readonly HashSet<TKey> _running = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private TaskCompletionSource _idle = Completed();

    /// <summary>Completes when nothing waits and nothing runs; retries that are due later do not count.</summary>
    public Task WhenIdleAsync()
    {
        lock (_changing)
        {
            return _idle.Task;
        }
    }

    /// <summary>Whether nothing waits, nothing runs, and nothing has to be repeated.</summary>
    public bool IsAtRest
    {
        get
        {
            lock (_changing)
            {
                return _waiting.Count == 0 && _running.Count == 0 && _failures.Count == 0;
            }
        }
    }

    /// <summary>Asks for a pass over the key.</summary>
    public void Add(TKey key)
    {
        lock (_changing)
        {
            if (!_waiting.Add(key))
            {
                return;
            }

            if (_idle.Task.IsCompleted)
            {
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (!_running.Contains(key))
            {
                _ready.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Passes over keys as they come, several at a time, until cancelled.</summary>
    /// <param name="workers">How many keys are passed over at a time.</param>
    /// <param name="pass">One pass; answers whether the key is done, else it comes back.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task RunAsync(int workers, Func<TKey, CancellationToken, Task<bool>> pass, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(pass, cancellationToken)));

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private async Task WorkAsync(Func<TKey, CancellationToken, Task<bool>> pass, CancellationToken cancellationToken)
    {
        await foreach (var key in _ready.Reader.ReadAllAsync(cancellationToken))
        {
            Start(key);
            var isDone = false;
            try
            {
                isDone = await pass(key, cancellationToken);
            }
            finally
            {
                Finish(key, isDone);
            }
        }
    }

    private void Start(TKey key)
    {
        lock (_changing)
        {
            _waiting.Remove(key);
            _running.Add(key);
        }
    }

    private void Finish(TKey key, bool isDone)
    {
        lock (_changing)
        {
            _running.Remove(key);
            if (isDone)
            {
                _failures.Remove(key);
            }
            else
            {
                var failures = _failures.GetValueOrDefault(key);
                _failures[key] = failures + 1;
                AddLater(key, BackOff(failures));
            }

            if (_waiting.Contains(key))
            {
                _ready.Writer.TryWrite(key);
            }
            else if (_waiting.Count == 0 && _running.Count == 0)
            {
                _idle.TrySetResult();
            }
        }
    }

    private static TimeSpan BackOff(int failures)
    {
        var doubled = BackOffMin * Math.Pow(2, Math.Min(failures, 20));
        return doubled < BackOffMax ? doubled : BackOffMax;
    }

    private void AddLater(TKey key, TimeSpan delay)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                Add(key);
            },
            state: null,
            delay,
            Timeout.InfiniteTimeSpan);
    }
}
