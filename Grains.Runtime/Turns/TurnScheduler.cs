using System.Collections.Immutable;

namespace MetalOrleans.Grains.Runtime.Turns;

/// <summary>Runs an activation's code one step at a time, whichever threads bring it.</summary>
/// <remarks>
/// At most one thread owns the scheduler: it runs the steps that are ready, one after the other. A step is the first
/// step of a turn that may start, or the continuation of an await. Invariant: when nobody owns the scheduler, nothing is
/// ready. All state is guarded by the lock on the ready queue, and no foreign code runs under it.
/// </remarks>
internal abstract class TurnScheduler : TaskScheduler, IThreadPoolWorkItem
{
    // Steps run in one go before the thread pool may give the thread to others: long enough to make the hand-over's
    // cost (about 1 us) small, short enough that a busy grain does not keep a thread to itself.
    private const int StepsPerRun = 64;

    private readonly Queue<object> _ready = new();
    private TurnLedger _ledger;
    private Task? _starting;
    private bool _isOwned;
    private volatile bool _isClosed;

    public sealed override int MaximumConcurrencyLevel => 1;

    /// <summary>Whether the activation has ended and takes no turn any more.</summary>
    internal bool IsClosed => _isClosed;

    /// <summary>Whether the activation is open, and no turn runs or waits.</summary>
    internal bool IsIdle
    {
        get
        {
            lock (_ready)
            {
                return _ledger.IsOpen && _ledger.IsIdle && _ready.Count == 0;
            }
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var step = 0; step < StepsPerRun; step++)
        {
            object? next;
            lock (_ready)
            {
                if (!_ready.TryDequeue(out next))
                {
                    _isOwned = false;
                    return;
                }
            }

            RunStep(next);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Takes a turn in. When the answer is <see cref="Admission.Inline"/> the caller must run it at once.</summary>
    internal Admission Offer(Turn turn, bool mayRunInline)
    {
        turn.Scheduler = this;
        lock (_ready)
        {
            if (_isClosed)
            {
                return Admission.Closed;
            }

            if (!_ledger.MayStart(turn, this))
            {
                if (CallChain.Contains(turn, this))
                {
                    return Admission.Deadlock;
                }

                _ledger.Wait(turn);
                return Admission.Queued;
            }

            _ledger.Start(turn);
            if (mayRunInline && !_isOwned)
            {
                _isOwned = true;
                return Admission.Inline;
            }

            if (!Ready(turn))
            {
                return Admission.Queued;
            }
        }

        RunOnThreadPool();
        return Admission.Queued;
    }

    /// <summary>Runs a turn's first step on this thread, which owns the scheduler by the answer to its offer.</summary>
    internal void RunInline(Turn turn)
    {
        RunStep(turn);
        lock (_ready)
        {
            if (turn.IsOverAtOnce)
            {
                _ledger.Finish(turn);
                StartWaiting();
            }

            if (_ready.Count == 0)
            {
                _isOwned = false;
                return;
            }
        }

        RunOnThreadPool();
    }

    /// <summary>Ends a turn, and starts those that waited for that. Runs in a step of this scheduler.</summary>
    internal void Finish(Turn turn)
    {
        lock (_ready)
        {
            _ledger.Finish(turn);
            StartWaiting();
        }
    }

    /// <summary>Starts a turn of the activation's own, before it is open.</summary>
    internal void StartFirst(Turn turn)
    {
        turn.Scheduler = this;
        lock (_ready)
        {
            _ledger.Start(turn);
            if (!Ready(turn))
            {
                return;
            }
        }

        RunOnThreadPool();
    }

    /// <summary>Lets turns in: the activation is ready for calls.</summary>
    internal void Open()
    {
        lock (_ready)
        {
            _ledger.Open();
            if (!StartWaiting() || _isOwned)
            {
                return;
            }

            _isOwned = true;
        }

        RunOnThreadPool();
    }

    /// <summary>Lets no further turn in, and runs the last one when those under way have ended.</summary>
    /// <returns>False when a last turn was named before.</returns>
    internal bool TryClose(Turn final)
    {
        final.Scheduler = this;
        lock (_ready)
        {
            if (_isClosed || !_ledger.TryClose(final))
            {
                return false;
            }

            if (!StartWaiting() || _isOwned)
            {
                return true;
            }

            _isOwned = true;
        }

        RunOnThreadPool();
        return true;
    }

    /// <summary>Runs the last turn although others have not ended: they took too long.</summary>
    internal void ForceClose()
    {
        lock (_ready)
        {
            if (_ledger.PendingFinal is not { } final)
            {
                return;
            }

            _ledger.StartFinal();
            if (!Ready(final))
            {
                return;
            }
        }

        RunOnThreadPool();
    }

    /// <summary>Takes no turn any more.</summary>
    /// <returns>The turns that waited, for a later activation to run.</returns>
    internal ImmutableArray<Turn> Shut()
    {
        lock (_ready)
        {
            _isClosed = true;
            return _ledger.Shut();
        }
    }

    /// <summary>The turns that run or wait, as of now.</summary>
    internal ImmutableArray<Turn> Pending()
    {
        lock (_ready)
        {
            return _ledger.Pending();
        }
    }

    protected sealed override void QueueTask(Task task)
    {
        lock (_ready)
        {
            if (!Ready(task))
            {
                return;
            }
        }

        RunOnThreadPool();
    }

    // Inline only inside a step of this scheduler: there the thread owns it, and the code that is interrupted asked for
    // it by completing a task. (A thread can own two schedulers, when a call ran inline; only the inner one is current.)
    protected sealed override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        (ReferenceEquals(task, _starting) || ReferenceEquals(Current, this)) && TryExecuteTask(task);

    protected sealed override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_ready)
        {
            return _ready.OfType<Task>().ToArray();
        }
    }

    private void RunOnThreadPool() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    /// <summary>Adds a step.</summary>
    /// <returns>Whether the caller has to bring a thread.</returns>
    private bool Ready(object step)
    {
        _ready.Enqueue(step);
        if (_isOwned)
        {
            return false;
        }

        _isOwned = true;
        return true;
    }

    private bool StartWaiting()
    {
        var isAny = false;
        while (_ledger.StartNext() is { } turn)
        {
            _ready.Enqueue(turn);
            isAny = true;
        }

        return isAny;
    }

    private void RunStep(object step)
    {
        if (step is Task continuation)
        {
            TryExecuteTask(continuation);
            return;
        }

        var first = ((Turn)step).FirstStep!;
        _starting = first;
        first.RunSynchronously(this);
        _starting = null;
    }
}
