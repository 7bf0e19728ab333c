using MetalOrleans.Grains.Runtime.Invocation;
using MetalOrleans.Grains.Runtime.Turns;

namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>One life of a grain: from the call that brings it up to its deactivation.</summary>
internal sealed class Activation : TurnScheduler, IGrainContext
{
    private static long s_lastId;

    private readonly long _id = Interlocked.Increment(ref s_lastId);
    private readonly GrainRuntime _runtime;
    private ActivationExtras? _extras;
    private long _lastUsed;
    private long _closingSince;

    internal Activation(GrainRuntime runtime, GrainClass grainClass, GrainId id)
    {
        _runtime = runtime;
        Class = grainClass;
        GrainId = id;
        _lastUsed = runtime.Now();
    }

    public GrainId GrainId { get; }

    public ActivationId ActivationId => new(_id);

    public object? GrainInstance { get; private set; }

    public GrainReference GrainReference => _runtime.Reference(Class.Interfaces[0], Class, GrainId.Key.ToString());

    public IServiceProvider ActivationServices => Extras.ServicesOf(_runtime.Services);

    public IGrainLifecycle ObservableLifecycle => Extras.Lifecycle;

    public Task Deactivated => Extras.Deactivated.Task;

    internal GrainClass Class { get; }

    internal IGrainFactory Factory => _runtime.Factory;

    private ActivationExtras Extras =>
        _extras ?? Interlocked.CompareExchange(ref _extras, new ActivationExtras(), null) ?? _extras;

    public TComponent? GetComponent<TComponent>()
        where TComponent : class =>
        GrainInstance as TComponent ?? _extras?.GetComponent<TComponent>();

    public void SetComponent<TComponent>(TComponent? value)
        where TComponent : class =>
        Extras.SetComponent(value);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        LifecycleTurn final;
        using (DetachedContext.Enter())
        {
            final = new LifecycleTurn(
                this, "OnDeactivateAsync", activation => activation.EndAsync(deactivationReason), caller: null);
        }

        if (TryClose(final))
        {
            Volatile.Write(ref _closingSince, Math.Max(1, _runtime.Now()));
            _extras?.DisposeTimers();
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => $"{GrainId}{ActivationId}";

    internal long Now() => _runtime.Now();

    /// <summary>Brings the activation up; calls wait until it is. The caller's context is the first call's.</summary>
    internal void Begin() =>
        StartFirst(new LifecycleTurn(this, "OnActivateAsync", static activation => activation.BeginAsync(), CallChain.Current));

    /// <summary>Makes an object that is no grain callable.</summary>
    internal void Adopt(object instance)
    {
        GrainInstance = instance;
        Open();
    }

    internal void Touch(long now) => _lastUsed = now;

    internal void DelayCollection(TimeSpan time) =>
        Extras.KeepUntil = time < TimeSpan.Zero ? 0
            : time == TimeSpan.MaxValue ? long.MaxValue
            : _runtime.Now() + _runtime.ToTicks(time);

    internal void EnterReentrantSection(Guid id) => Extras.EnterReentrantSection(id);

    internal void LeaveReentrantSection(Guid id) => Extras.LeaveReentrantSection(id);

    internal bool IsInReentrantSection(Guid id) => id != Guid.Empty && _extras?.IsInReentrantSection(id) == true;

    internal IGrainTimer AddTimer<TState>(
        Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer<TState>(this, _runtime, callback, state, options);
        Extras.AddTimer(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    internal void RemoveTimer(IDisposable timer) => _extras?.RemoveTimer(timer);

    /// <summary>Ends the waits of callers whose time is up, and a deactivation that waits for calls too long.</summary>
    internal void Sweep(long now)
    {
        foreach (var turn in Pending())
        {
            if (turn is GrainRequest { SentAt: > 0 } request)
            {
                var timeout = request.Method.ResponseTimeout ?? _runtime.ResponseTimeout;
                if (now - request.SentAt >= _runtime.ToTicks(timeout))
                {
                    request.TimeOut(timeout);
                }
            }
        }

        var closingSince = Volatile.Read(ref _closingSince);
        if (closingSince != 0 && now - closingSince >= _runtime.ToTicks(_runtime.Collection.DeactivationTimeout))
        {
            ForceClose();
        }
    }

    /// <summary>Ends the activation when it was idle for its class' time.</summary>
    internal void CollectIfIdle(long now)
    {
        var age = Class.CollectionAge;
        if (age == Timeout.InfiniteTimeSpan
            || now - Volatile.Read(ref _lastUsed) < _runtime.ToTicks(age)
            || now < (_extras?.KeepUntil ?? 0)
            || !IsIdle)
        {
            return;
        }

        Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"Idle for {age}."));
    }

    private async Task BeginAsync()
    {
        try
        {
            GrainInstance = Class.Make(this);
            if (GrainInstance is ILifecycleParticipant<IGrainLifecycle> participant)
            {
                participant.Participate(ObservableLifecycle);
            }

            if (Class.Activates || _extras?.HasLifecycle == true)
            {
                using var timeout = new CancellationTokenSource(_runtime.Collection.ActivationTimeout, _runtime.Time);
                await (_extras?.StartLifecycleAsync(timeout.Token) ?? Task.CompletedTask);
                await ((IGrainBase)GrainInstance).OnActivateAsync(timeout.Token);
            }

            Class.Counts.AddActivated();
            Touch(_runtime.Now());
            Open();
        }
        catch (Exception exception)
        {
            Class.Counts.AddFailed();
            _runtime.ReportFailedActivation(GrainId, exception);
            await DisposeGrainAsync();
            Leave(turn => turn.Abort(exception));
        }
    }

    private async Task EndAsync(DeactivationReason reason)
    {
        if (IsClosed)
        {
            // The activation failed after its end was ordered.
            return;
        }

        try
        {
            if (Class.Deactivates || _extras?.HasLifecycle == true)
            {
                var limit = _runtime.Collection.DeactivationTimeout;
                using var timeout = new CancellationTokenSource(limit, _runtime.Time);
                await EndGrainAsync(reason, timeout.Token).WaitAsync(limit, _runtime.Time, CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            _runtime.ReportFailedDeactivation(GrainId, exception);
        }

        await DisposeGrainAsync();
        Class.Counts.AddDeactivated();
        _runtime.ReportDeactivated(GrainId, reason);
        Leave(static turn => turn.Reroute());
    }

    private async Task EndGrainAsync(DeactivationReason reason, CancellationToken token)
    {
        if (GrainInstance is IGrainBase grain)
        {
            await grain.OnDeactivateAsync(reason, token);
        }

        await (_extras?.StopLifecycleAsync(token) ?? Task.CompletedTask);
    }

    private async Task DisposeGrainAsync()
    {
        try
        {
            _extras?.DisposeTimers();
            switch (GrainInstance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }

            await (_extras?.DisposeScopeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception exception)
        {
            _runtime.ReportFailedDeactivation(GrainId, exception);
        }
    }

    private void Leave(Action<Turn> handOver)
    {
        var waiting = Shut();
        _runtime.Catalog.Remove(this);
        GrainInstance = null;
        _extras?.Deactivated.TrySetResult();
        foreach (var turn in waiting)
        {
            handOver(turn);
        }
    }
}
