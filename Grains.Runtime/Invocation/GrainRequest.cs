using System.ComponentModel;
using System.Reflection;
using MetalOrleans.Grains.Runtime.Activations;
using MetalOrleans.Grains.Runtime.Statistics;
using MetalOrleans.Grains.Runtime.Turns;
using Orleans.Serialization.Invocation;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>
/// One call: its arguments, the turn that runs it and the answer. For generated code only, which derives a class for
/// each method of each grain interface.
/// </summary>
/// <remarks>
/// Two hand over one outcome: the activation's side sets it and then looks for a completion to settle; the caller's
/// side installs a completion and then looks for an outcome. Whoever comes second sees the other's mark. A call that
/// ended before the caller's side looked needs no completion at all.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainRequest : Turn, IInvokable
{
    private static readonly object s_settled = new();

    private object? _completion;
    private Action? _continuation;
    private CancellationTokenRegistration _cancellation;
    private GrainReference? _target;
    private long _startedAt;
    private bool _isInline;

    private protected GrainRequest()
    {
    }

    /// <summary>The method called.</summary>
    public abstract GrainMethod Method { get; }

    /// <summary>When the call was made, in timestamps of the runtime's clock; 0 when it ran at once.</summary>
    internal long SentAt { get; private set; }

    internal Task? Outcome { get; private set; }

    internal Activation Activation => (Activation)Scheduler!;

    internal GrainReference Target => _target!;

    private MethodStatistics Statistics => _target!.Shared.Class.StatisticsOf(Method);

    public abstract int GetArgumentCount();

    public abstract object? GetArgument(int index);

    public abstract void SetArgument(int index, object value);

    public virtual CancellationToken GetCancellationToken() => CancellationToken.None;

    public string GetMethodName() => Method.Name;

    public string GetInterfaceName() => Method.InterfaceType.Name;

    public MethodInfo GetMethod() => Method.MethodInfo;

    public Type GetInterfaceType() => Method.InterfaceType;

    public TimeSpan? GetDefaultResponseTimeout() => Method.ResponseTimeout;

    internal sealed override string Describe() => $"{_target!.GrainId}.{Method.Name}";

    /// <summary>Sends the call to its grain.</summary>
    /// <returns>Whether <see cref="Outcome"/> is the answer already.</returns>
    internal bool Send(GrainReference target)
    {
        _target = target;
        Traits = Method.Traits;
        if (Method.IsCancellable && GetCancellationToken() is { IsCancellationRequested: true } token)
        {
            Outcome = FailedAsync(new OperationCanceledException(token));
            return true;
        }

        Prepare(Method.IsOneWay ? null : CallChain.Current);
        return Dispatch(InlineDepth.MayEnter(this, Statistics));
    }

    internal override void Reroute()
    {
        if (!IsAbandoned && Dispatch(mayRunInline: false))
        {
            Settle();
        }
    }

    internal override void Abort(Exception exception) => Reject(exception);

    /// <summary>Ends the call without an answer from its grain.</summary>
    internal void Reject(Exception exception)
    {
        Outcome = FailedAsync(exception);
        Settle();
    }

    /// <summary>Ends the caller's wait; the grain's work goes on.</summary>
    internal void TimeOut(TimeSpan timeout)
    {
        if (_completion is { } completion && !ReferenceEquals(completion, s_settled))
        {
            Fail(completion, new TimeoutException(
                $"No answer from grain {_target!.GrainId} to {Method.InterfaceType.Name}.{Method.Name} within {timeout}: "
                + (IsRunning ? "the call is still running." : "the call still waits for its turn.")));
        }
    }

    internal override void Run()
    {
        var activation = Activation;
        if (IsAbandoned)
        {
            activation.Finish(this);
            return;
        }

        _startedAt = activation.Now();
        Outcome = BeginAsync(activation);
        if (Outcome.IsCompleted)
        {
            Complete();
        }
        else
        {
            Statistics.RecordStep(activation.Now() - _startedAt);
            _continuation = Complete;
            Outcome.GetAwaiter().UnsafeOnCompleted(_continuation);
        }
    }

    /// <summary>The caller's wait for a call that did not end at once.</summary>
    private protected TCompletion Await<TCompletion>(TCompletion completion)
        where TCompletion : class
    {
        SentAt = Math.Max(1, _target!.Shared.Runtime.Now());
        if (Interlocked.CompareExchange(ref _completion, completion, null) is not null)
        {
            Settle(completion, Outcome!);
            return completion;
        }

        if (Method.IsCancellable && GetCancellationToken() is { CanBeCanceled: true } token)
        {
            Watch(token);
        }

        return completion;
    }

    /// <summary>Calls the method. What it returns as a value and not as a task is kept, and stands for a completed task.</summary>
    private protected abstract Task CallAsync(object grain);

    private protected abstract Task CallFilteredAsync(IncomingCall call);

    private protected abstract Task FailedAsync(Exception exception);

    private protected abstract void Settle(object completion, Task outcome);

    private protected abstract void Fail(object completion, Exception exception);

    private protected abstract bool IsSettled(object completion);

    /// <summary>The outcome as an object: what a filter sees as the call's result.</summary>
    internal abstract object? ResultOf(Task outcome);

    internal Task CallGrainAsync(object grain) => CallAsync(grain);

    private bool IsAbandoned =>
        _completion is { } completion && (ReferenceEquals(completion, s_settled) || IsSettled(completion));

    private bool Dispatch(bool mayRunInline)
    {
        try
        {
            while (true)
            {
                var activation = _target!.Resolve();
                if (activation.Class.Interleaves(activation, this))
                {
                    Traits |= TurnTraits.Interleaves;
                }

                switch (activation.Offer(this, mayRunInline))
                {
                    case Admission.Inline:
                        return RunInline(activation);
                    case Admission.Queued:
                        return false;
                    case Admission.Deadlock:
                        Outcome = FailedAsync(CallChainDeadlockException.For(this));
                        return true;
                }
            }
        }
        catch (OrleansException exception)
        {
            Outcome = FailedAsync(exception);
            return true;
        }
    }

    private bool RunInline(Activation activation)
    {
        _isInline = true;
        InlineDepth.Enter();

        // A caller's synchronization context would draw the grain's awaits away from the grain's scheduler.
        var context = SynchronizationContext.Current;
        if (context is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        activation.RunInline(this);
        if (context is not null)
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        InlineDepth.Leave();
        return IsOverAtOnce;
    }

    private Task BeginAsync(Activation activation)
    {
        try
        {
            var grain = activation.GrainInstance!;
            var filters = activation.Class.FiltersOf(grain);
            var outcome = filters.IsEmpty ? CallAsync(grain) : CallFilteredAsync(new IncomingCall(this, activation, filters));
            return outcome ?? FailedAsync(new InvalidOperationException(
                $"{activation.Class.Class}.{Method.Name} returned null where a task was due."));
        }
        catch (Exception exception)
        {
            return FailedAsync(exception);
        }
    }

    private void Complete()
    {
        var activation = Activation;
        var outcome = Outcome!;
        var now = activation.Now();
        activation.Touch(now);
        Statistics.RecordCall(now - _startedAt, isError: !outcome.IsCompletedSuccessfully);
        if (_continuation is null)
        {
            Statistics.RecordStep(now - _startedAt);
            if (_isInline)
            {
                IsOverAtOnce = true;
                return;
            }
        }

        activation.Finish(this);
        Settle();
    }

    private void Settle()
    {
        _cancellation.Dispose();
        var completion = Interlocked.Exchange(ref _completion, s_settled);
        if (completion is not null && !ReferenceEquals(completion, s_settled))
        {
            Settle(completion, Outcome!);
        }
        else if (Method.IsOneWay && Outcome!.IsFaulted)
        {
            _target!.Shared.Runtime.ReportOneWayError(this, Outcome.Exception!.InnerException!);
        }
    }

    private void Watch(CancellationToken token)
    {
        _cancellation = token.UnsafeRegister(
            static (state, token) => ((GrainRequest)state!).Cancel(token), this);
        if (ReferenceEquals(Volatile.Read(ref _completion), s_settled))
        {
            _cancellation.Dispose();
        }
    }

    private void Cancel(CancellationToken token)
    {
        if (Volatile.Read(ref _completion) is { } completion && !ReferenceEquals(completion, s_settled))
        {
            Fail(completion, new OperationCanceledException(token));
        }
    }
}
