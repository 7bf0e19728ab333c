using MetalOrleans.Grains.Runtime.Lifecycle;
using Microsoft.Extensions.DependencyInjection;

namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>What few activations need, apart, so that the others do not carry it.</summary>
internal sealed class ActivationExtras
{
    private readonly Lock _lock = new();
    private AsyncServiceScope? _scope;
    private StagedLifecycle? _lifecycle;
    private List<IDisposable>? _timers;
    private Dictionary<Guid, int>? _reentrantSections;
    private Dictionary<Type, object>? _components;
    private TaskCompletionSource? _deactivated;
    private long _keepUntil;

    internal StagedLifecycle Lifecycle
    {
        get
        {
            lock (_lock)
            {
                return _lifecycle ??= new StagedLifecycle();
            }
        }
    }

    internal bool HasLifecycle => _lifecycle is not null;

    internal TaskCompletionSource Deactivated
    {
        get
        {
            lock (_lock)
            {
                return _deactivated ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>The timestamp before which the activation is not collected.</summary>
    internal long KeepUntil
    {
        get => Interlocked.Read(ref _keepUntil);
        set => Interlocked.Exchange(ref _keepUntil, value);
    }

    internal IServiceProvider ServicesOf(IServiceProvider root)
    {
        lock (_lock)
        {
            return (_scope ??= root.CreateAsyncScope()).ServiceProvider;
        }
    }

    internal Task StartLifecycleAsync(CancellationToken token) => _lifecycle?.StartAsync(token) ?? Task.CompletedTask;

    internal Task StopLifecycleAsync(CancellationToken token) => _lifecycle?.StopAsync(token) ?? Task.CompletedTask;

    internal ValueTask DisposeScopeAsync() => _scope?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal TComponent? GetComponent<TComponent>()
        where TComponent : class
    {
        lock (_lock)
        {
            return _components?.GetValueOrDefault(typeof(TComponent)) as TComponent;
        }
    }

    internal void SetComponent<TComponent>(TComponent? value)
        where TComponent : class
    {
        lock (_lock)
        {
            if (value is null)
            {
                _components?.Remove(typeof(TComponent));
            }
            else
            {
                (_components ??= [])[typeof(TComponent)] = value;
            }
        }
    }

    internal void AddTimer(IDisposable timer)
    {
        lock (_lock)
        {
            (_timers ??= []).Add(timer);
        }
    }

    internal void RemoveTimer(IDisposable timer)
    {
        lock (_lock)
        {
            _timers?.Remove(timer);
        }
    }

    internal void DisposeTimers()
    {
        IDisposable[] timers;
        lock (_lock)
        {
            timers = _timers?.ToArray() ?? [];
            _timers = null;
        }

        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }

    internal void EnterReentrantSection(Guid id)
    {
        lock (_lock)
        {
            _reentrantSections ??= [];
            _reentrantSections[id] = _reentrantSections.GetValueOrDefault(id) + 1;
        }
    }

    internal void LeaveReentrantSection(Guid id)
    {
        lock (_lock)
        {
            if (_reentrantSections?.GetValueOrDefault(id) is > 1 and var count)
            {
                _reentrantSections[id] = count - 1;
            }
            else
            {
                _reentrantSections?.Remove(id);
            }
        }
    }

    internal bool IsInReentrantSection(Guid id)
    {
        lock (_lock)
        {
            return _reentrantSections?.ContainsKey(id) == true;
        }
    }
}
