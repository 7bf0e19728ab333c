using System.ComponentModel;

namespace MetalOrleans.Grains.Runtime.Turns;

/// <summary>
/// Work that an activation admits as one: a call, a timer's tick, its own start and end. It runs from its admission to
/// its end, in one or more steps between which other turns may run when the grain's attributes allow it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Turn
{
    private static readonly Action<object?> s_enter = static turn => ((Turn)turn!).Enter();

    private volatile bool _isRunning;
    private bool _isDetached;

    private protected Turn()
    {
    }

    internal Turn? Next { get; set; }

    internal Turn? Previous { get; set; }

    /// <summary>The place in the order of arrival among the turns that wait.</summary>
    internal int Arrival { get; set; }

    /// <summary>The turn that waits for this one.</summary>
    internal Turn? Caller { get; private set; }

    internal TurnScheduler? Scheduler { get; set; }

    internal TurnTraits Traits { get; set; }

    /// <summary>Whether the turn was admitted and has not ended.</summary>
    internal bool IsRunning
    {
        get => _isRunning;
        set => _isRunning = value;
    }

    /// <summary>
    /// The first step. A task, because that is what makes the scheduler current for the awaits in it; it also carries
    /// the caller's execution context to the thread that runs it, and restores that thread's own afterwards.
    /// </summary>
    internal Task? FirstStep { get; private set; }

    /// <summary>Whether an inline turn is over with its first step; its scheduler then ends it.</summary>
    internal bool IsOverAtOnce { get; private protected set; }

    internal bool Interleaves => (Traits & TurnTraits.Interleaves) != TurnTraits.None;

    internal bool IsReadOnly => (Traits & TurnTraits.ReadOnly) != TurnTraits.None;

    internal void Prepare(Turn? caller)
    {
        Caller = caller is { IsRunning: true } ? caller : null;
        _isDetached = ExecutionContext.IsFlowSuppressed();
        FirstStep = new Task(s_enter, this, CancellationToken.None, TaskCreationOptions.DenyChildAttach);
    }

    /// <summary>Forgets what only a running turn needs, so that a chain of past calls is not kept alive by the last.</summary>
    internal void End()
    {
        IsRunning = false;
        Caller = null;
        FirstStep = null;
    }

    internal abstract void Run();

    internal abstract string Describe();

    /// <summary>The activation failed before the turn could start.</summary>
    internal virtual void Abort(Exception exception)
    {
    }

    /// <summary>The activation ended before the turn could start.</summary>
    internal virtual void Reroute()
    {
    }

    private void Enter()
    {
        CallChain.Current = this;
        Run();
        if (_isDetached)
        {
            // No execution context was captured, so none is restored when the task ends.
            CallChain.Current = null;
        }
    }
}
