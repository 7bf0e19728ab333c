using System.Collections.Immutable;

namespace MetalOrleans.Grains.Runtime.Lifecycle;

/// <summary>Starts its observers stage by stage, and stops those that started in the opposite order.</summary>
internal sealed class StagedLifecycle : ISiloLifecycle, IGrainLifecycle
{
    private readonly Lock _lock = new();
    private ImmutableList<LifecycleSubscription> _subscriptions = [];

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new LifecycleSubscription(this, observerName, stage, observer);
        lock (_lock)
        {
            _subscriptions = _subscriptions.Add(subscription);
        }

        return subscription;
    }

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var stage in Stages().OrderBy(stage => stage.Key))
        {
            await Task.WhenAll(stage.Select(subscription => subscription.Observer.OnStart(cancellationToken)));
            HighestCompletedStage = stage.Key;
        }
    }

    /// <summary>Stops every stage that was reached; an error in one keeps no other from stopping.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        List<Exception> errors = [];
        foreach (var stage in Stages().Where(stage => stage.Key <= HighestCompletedStage).OrderByDescending(stage => stage.Key))
        {
            try
            {
                await Task.WhenAll(stage.Select(subscription => subscription.Observer.OnStop(cancellationToken)));
            }
            catch (Exception exception)
            {
                errors.Add(exception);
            }

            LowestStoppedStage = stage.Key;
        }

        if (errors.Count > 0)
        {
            throw new AggregateException("Not every stage stopped in order.", errors);
        }
    }

    internal void Remove(LifecycleSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = _subscriptions.Remove(subscription);
        }
    }

    private IEnumerable<IGrouping<int, LifecycleSubscription>> Stages()
    {
        lock (_lock)
        {
            return _subscriptions.GroupBy(subscription => subscription.Stage).ToList();
        }
    }
}
