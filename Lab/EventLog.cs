using System.Collections.Immutable;

namespace MetalOrleans.Lab;

/// <summary>What happened so far, in order, with a way to await what is still to happen.</summary>
/// <param name="limit">How many events are kept; the older half goes when there are more.</param>
internal sealed class EventLog<T>(int limit)
    where T : notnull
{
    private readonly Lock _gate = new();
    private readonly List<T> _events = [];
    private readonly List<Waiter> _waiters = [];
    private Exception? _end;

    public ImmutableArray<T> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Takes the event; false when the log has ended.</summary>
    public bool Add(T happened)
    {
        List<Waiter> satisfied;
        lock (_gate)
        {
            if (_end is not null)
            {
                return false;
            }

            _events.Add(happened);
            if (_events.Count > limit)
            {
                _events.RemoveRange(0, limit / 2);
            }

            satisfied = _waiters.FindAll(waiter => waiter.Wanted(happened));
            _waiters.RemoveAll(satisfied.Contains);
        }

        satisfied.ForEach(waiter => waiter.Found.TrySetResult(happened));
        return true;
    }

    /// <summary>Nothing more will happen; who still waits gets <paramref name="reason"/>.</summary>
    public void End(Exception reason)
    {
        List<Waiter> disappointed;
        lock (_gate)
        {
            _end = reason;
            disappointed = [.. _waiters];
            _waiters.Clear();
        }

        disappointed.ForEach(waiter => waiter.Found.TrySetException(reason));
    }

    /// <summary>The first event that is wanted, of those that happened and those to come.</summary>
    public Task<T> FirstAsync(Func<T, bool> wanted, CancellationToken cancellationToken) =>
        WaitAsync(wanted, fromStart: true, cancellationToken);

    /// <summary>The first event from now on that is wanted.</summary>
    public Task<T> NextAsync(Func<T, bool> wanted, CancellationToken cancellationToken) =>
        WaitAsync(wanted, fromStart: false, cancellationToken);

    private Task<T> WaitAsync(Func<T, bool> wanted, bool fromStart, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(wanted);
        lock (_gate)
        {
            if (fromStart && _events.FindIndex(happened => wanted(happened)) is >= 0 and var index)
            {
                return Task.FromResult(_events[index]);
            }

            if (_end is not null)
            {
                return Task.FromException<T>(_end);
            }

            _waiters.Add(waiter);
        }

        return waiter.Found.Task.WaitAsync(cancellationToken);
    }

    private sealed record Waiter(Func<T, bool> Wanted)
    {
        public TaskCompletionSource<T> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
