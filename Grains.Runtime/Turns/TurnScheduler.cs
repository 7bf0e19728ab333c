using System.Collections.Immutable;

namespace MetalOrleans.Grains.Runtime.Turns;

/// <summary>
/// Runs an activation's code one step at a time, whichever threads bring it, and decides which turns may be under way
/// together.
/// </summary>
/// <remarks>
/// At most one thread owns the scheduler: it runs the steps that are ready, one after the other. A step is the first
/// step of an admitted turn or the continuation of an await. Turns that may not start yet wait in order of arrival.
/// Invariant: when nobody owns the scheduler, nothing is ready. All state is guarded by the lock on the ready queue,
/// and no foreign code runs under it.
/// </remarks>
internal abstract class TurnScheduler : TaskScheduler, IThreadPoolWorkItem
{
    // Steps run in one go before the thread pool may give the thread to others: long enough to make the hand-over's
    // cost (about 1 us) small, short enough that a busy grain does not keep a thread to itself.
    private const int StepsPerRun = 64;

    private readonly Queue<object> _ready = new(1);
    private TurnList _running;
    private TurnList _waiting;
    private Task? _starting;
    private Turn? _final;
    private int _blocking;
    private int _blockingWriters;
    private int _waitingReaders;
    private bool _isFinalStarted;
    private bool _isOwned;
    private bool _isOpen;
    private volatile bool _isClosed;

    public sealed override int MaximumConcurrencyLevel => 1;

    /// <summary>Whether the activation has ended and takes no turn any more.</summary>
    internal bool IsClosed => _isClosed;

    /// <summary>Whether no turn runs or waits.</summary>
    internal bool IsIdle
    {
        get
        {
            lock (_ready)
            {
                return _isOpen && _running.IsEmpty && _waiting.IsEmpty && _ready.Count == 0;
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

            if (!MayStart(turn))
            {
                if (CallChain.Contains(turn, this))
                {
                    return Admission.Deadlock;
                }

                Wait(turn);
                return Admission.Queued;
            }

            Start(turn);
            if (!_isOwned && mayRunInline)
            {
                _isOwned = true;
                return Admission.Inline;
            }

            _ready.Enqueue(turn);
            if (_isOwned)
            {
                return Admission.Queued;
            }

            _isOwned = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return Admission.Queued;
    }

    /// <summary>Runs a turn's first step on this thread, which owns the scheduler by the answer to its offer.</summary>
    internal void RunInline(Turn turn)
    {
        RunStep(turn);
        lock (_ready)
        {
            if (_ready.Count == 0)
            {
                _isOwned = false;
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    /// <summary>Ends a turn, and admits those that waited for that. Runs in a step of this scheduler.</summary>
    internal void Finish(Turn turn)
    {
        lock (_ready)
        {
            _running.Remove(turn);
            if (!turn.Interleaves)
            {
                _blocking--;
                _blockingWriters -= turn.IsReadOnly ? 0 : 1;
            }

            turn.End();
            Promote();
        }
    }

    /// <summary>Starts a turn of the activation's own, whatever else runs or waits.</summary>
    internal void StartFirst(Turn turn)
    {
        turn.Scheduler = this;
        lock (_ready)
        {
            Start(turn);
            _ready.Enqueue(turn);
            if (_isOwned)
            {
                return;
            }

            _isOwned = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    /// <summary>Lets turns in: the activation is ready for calls.</summary>
    internal void Open()
    {
        lock (_ready)
        {
            _isOpen = _final is null;
            Promote();
        }
    }

    /// <summary>Lets no further turn in, and runs the last one when those under way have ended.</summary>
    /// <returns>False when a last turn was named before.</returns>
    internal bool TryClose(Turn final)
    {
        final.Scheduler = this;
        lock (_ready)
        {
            if (_isClosed || _final is not null)
            {
                return false;
            }

            _isOpen = false;
            _final = final;
            if (!_running.IsEmpty)
            {
                return true;
            }
        }

        RunFinal(final);
        return true;
    }

    /// <summary>Runs the last turn although others have not ended: they took too long.</summary>
    internal void ForceClose()
    {
        Turn? final;
        lock (_ready)
        {
            final = _isFinalStarted ? null : _final;
        }

        if (final is not null)
        {
            RunFinal(final);
        }
    }

    /// <summary>Takes no turn any more.</summary>
    /// <returns>The turns that waited, for a later activation to run.</returns>
    internal ImmutableArray<Turn> Shut()
    {
        var waiting = ImmutableArray.CreateBuilder<Turn>();
        lock (_ready)
        {
            _isOpen = false;
            _isClosed = true;
            while (_waiting.First is { } turn)
            {
                _waiting.Remove(turn);
                waiting.Add(turn);
            }
        }

        return waiting.ToImmutable();
    }

    /// <summary>The turns that run or wait, as of now.</summary>
    internal ImmutableArray<Turn> Pending()
    {
        lock (_ready)
        {
            if (_running.IsEmpty && _waiting.IsEmpty)
            {
                return [];
            }

            var pending = ImmutableArray.CreateBuilder<Turn>();
            for (var turn = _running.First; turn is not null; turn = turn.Next)
            {
                pending.Add(turn);
            }

            for (var turn = _waiting.First; turn is not null; turn = turn.Next)
            {
                pending.Add(turn);
            }

            return pending.ToImmutable();
        }
    }

    protected sealed override void QueueTask(Task task)
    {
        lock (_ready)
        {
            _ready.Enqueue(task);
            if (_isOwned)
            {
                return;
            }

            _isOwned = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
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

    private void RunFinal(Turn final)
    {
        lock (_ready)
        {
            if (_isFinalStarted)
            {
                return;
            }

            StartFinal(final);
            if (_isOwned)
            {
                return;
            }

            _isOwned = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    private void StartFinal(Turn final)
    {
        _isFinalStarted = true;
        Start(final);
        _ready.Enqueue(final);
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

    private bool MayStart(Turn turn)
    {
        if (!_isOpen)
        {
            // An activation that is about to end finishes what it began, and that may need a call back into it.
            return _final is not null && !_isFinalStarted && turn.Interleaves && CallChain.Contains(turn, this);
        }

        return turn.Interleaves || _blocking == 0 || (turn.IsReadOnly && _blockingWriters == 0);
    }

    private void Start(Turn turn)
    {
        _running.Add(turn);
        turn.IsRunning = true;
        if (!turn.Interleaves)
        {
            _blocking++;
            _blockingWriters += turn.IsReadOnly ? 0 : 1;
        }
    }

    private void Wait(Turn turn)
    {
        _waiting.Add(turn);
        _waitingReaders += turn.IsReadOnly ? 1 : 0;
    }

    private void Promote()
    {
        if (_final is not null && !_isFinalStarted && _running.IsEmpty)
        {
            StartFinal(_final);
        }

        while (_isOpen && _waiting.First is { } next && MayStart(next))
        {
            StartWaiting(next);
        }

        if (_isOpen && _waitingReaders > 0 && _blockingWriters == 0)
        {
            StartWaitingReaders();
        }
    }

    private void StartWaitingReaders()
    {
        var turn = _waiting.First;
        while (turn is not null)
        {
            var next = turn.Next;
            if (turn.IsReadOnly)
            {
                StartWaiting(turn);
            }

            turn = next;
        }
    }

    private void StartWaiting(Turn turn)
    {
        _waiting.Remove(turn);
        _waitingReaders -= turn.IsReadOnly ? 1 : 0;
        Start(turn);
        _ready.Enqueue(turn);
    }
}
