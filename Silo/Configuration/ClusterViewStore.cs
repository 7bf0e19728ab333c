using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Grains.Configuration;

namespace MetalOrleans.Silo.Configuration;

/// <summary>The one place where this silo's <see cref="ClusterView"/> changes. Readers never lock.</summary>
internal sealed class ClusterViewStore : IClusterViewSource
{
    private readonly Lock _writing = new();
    private ImmutableArray<Action<ClusterView, ClusterView>> _observers = [];
    private Func<ClusterView, ClusterView, ClusterView> _derive = static (_, after) => after;
    private volatile ClusterView _current = ClusterView.Empty;

    public ClusterView Current => _current;

    public ulong Term { get; set; }

    /// <summary>Calls the observer after each change with the view before and after, in order, on the writer's thread.</summary>
    public void Observe(Action<ClusterView, ClusterView> observer)
    {
        lock (_writing)
        {
            _observers = _observers.Add(observer);
        }
    }

    /// <summary>Returns when the observers have heard of the view that <see cref="Current"/> shows.</summary>
    public void AwaitObservers()
    {
        lock (_writing)
        {
            // Whoever writes holds the lock until they have.
        }
    }

    /// <summary>
    /// Completes each view before anybody sees it: the function gets the view before and the changed one. It is called with
    /// the store's lock held, also for a change that changes nothing.
    /// </summary>
    public void Derive(Func<ClusterView, ClusterView, ClusterView> derive)
    {
        lock (_writing)
        {
            _derive = derive;
        }
    }

    /// <summary>Applies a change; one that answers with the view it was given changes nothing and wakes nobody.</summary>
    public void Update(Func<ClusterView, ClusterView> change)
    {
        lock (_writing)
        {
            var before = _current;
            var after = _derive(before, change(before));
            if (ReferenceEquals(before, after))
            {
                return;
            }

            after = after with { Version = before.Version + 1 };
            _current = after;
            foreach (var observer in _observers)
            {
                observer(before, after);
            }
        }
    }
}
