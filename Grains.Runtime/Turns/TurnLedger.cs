using System.Collections.Immutable;

namespace MetalOrleans.Grains.Runtime.Turns;

/// <summary>
/// Which turns of one activation are under way, which wait, and which of those may start: the rules of interleaving,
/// without threads. Its owner locks.
/// </summary>
/// <remarks>
/// A turn that interleaves always starts. Of the others either one runs, or any number of read-only ones. Turns that
/// must wait start in the order of their arrival, except that a read-only one passes those that change something while
/// only read-only ones run.
/// </remarks>
internal struct TurnLedger
{
    private TurnList _running;
    private TurnList _waitingFree;
    private TurnList _waitingReaders;
    private TurnList _waitingWriters;
    private Turn? _final;
    private int _runningReaders;
    private int _runningWriters;
    private int _arrivals;
    private bool _isFinalStarted;

    /// <summary>Whether the activation takes calls in: it is active and not about to end.</summary>
    internal bool IsOpen { get; private set; }

    internal readonly bool IsIdle =>
        _running.IsEmpty && _waitingFree.IsEmpty && _waitingReaders.IsEmpty && _waitingWriters.IsEmpty;

    /// <summary>The last turn, when it was named and has not started.</summary>
    internal readonly Turn? PendingFinal => _isFinalStarted ? null : _final;

    internal void Open() => IsOpen = _final is null;

    /// <summary>Names the last turn.</summary>
    /// <returns>False when one was named before.</returns>
    internal bool TryClose(Turn final)
    {
        if (_final is not null)
        {
            return false;
        }

        IsOpen = false;
        _final = final;
        return true;
    }

    internal readonly bool MayStart(Turn turn, TurnScheduler scheduler)
    {
        if (!IsOpen)
        {
            // An activation that is about to end finishes what it began, and that may need a call back into it.
            return PendingFinal is not null && turn.Interleaves && CallChain.Contains(turn, scheduler);
        }

        return turn.Interleaves || (turn.IsReadOnly ? _runningWriters == 0 : _runningWriters + _runningReaders == 0);
    }

    internal void Start(Turn turn)
    {
        _running.Add(turn);
        turn.IsRunning = true;
        Count(turn, 1);
    }

    internal void StartFinal()
    {
        _isFinalStarted = true;
        Start(_final!);
    }

    internal void Wait(Turn turn)
    {
        turn.Arrival = _arrivals++;
        ListFor(ref this, turn).Add(turn);
    }

    internal void Finish(Turn turn)
    {
        _running.Remove(turn);
        Count(turn, -1);
        turn.End();
    }

    /// <summary>Starts the turn whose time has come, if any.</summary>
    internal Turn? StartNext()
    {
        if (PendingFinal is { } final && _running.IsEmpty)
        {
            StartFinal();
            return final;
        }

        if (!IsOpen || Next() is not { } next)
        {
            return null;
        }

        ListFor(ref this, next).Remove(next);
        Start(next);
        return next;
    }

    /// <summary>Closes for good and takes out the turns that wait.</summary>
    internal ImmutableArray<Turn> Shut()
    {
        IsOpen = false;
        var waiting = Waiting();
        _waitingFree = default;
        _waitingReaders = default;
        _waitingWriters = default;
        foreach (var turn in waiting)
        {
            turn.Next = null;
            turn.Previous = null;
        }

        return waiting;
    }

    /// <summary>The turns that run or wait.</summary>
    internal readonly ImmutableArray<Turn> Pending() => IsIdle ? [] : [.. _running.All(), .. Waiting()];

    private static ref TurnList ListFor(ref TurnLedger ledger, Turn turn)
    {
        if (turn.Interleaves)
        {
            return ref ledger._waitingFree;
        }

        if (turn.IsReadOnly)
        {
            return ref ledger._waitingReaders;
        }

        return ref ledger._waitingWriters;
    }

    private readonly ImmutableArray<Turn> Waiting() =>
        [.. _waitingFree.All().Concat(_waitingReaders.All()).Concat(_waitingWriters.All()).OrderBy(turn => turn.Arrival)];

    private readonly Turn? Next()
    {
        if (_waitingFree.First is { } free)
        {
            return free;
        }

        var reader = _runningWriters == 0 ? _waitingReaders.First : null;
        var writer = _runningWriters + _runningReaders == 0 ? _waitingWriters.First : null;
        return reader is null || (writer is not null && writer.Arrival - reader.Arrival < 0) ? writer : reader;
    }

    private void Count(Turn turn, int change)
    {
        if (turn.Interleaves)
        {
            return;
        }

        if (turn.IsReadOnly)
        {
            _runningReaders += change;
        }
        else
        {
            _runningWriters += change;
        }
    }
}
