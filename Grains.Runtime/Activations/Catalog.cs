using System.Collections.Concurrent;

namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>The activations of the silo: at most one for each grain.</summary>
internal sealed class Catalog(GrainRuntime runtime)
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();
    private volatile bool _isStopping;

    internal int Count => _activations.Count;

    internal IEnumerable<Activation> All => _activations.Select(static entry => entry.Value);

    internal Activation GetOrActivate(GrainClass grainClass, GrainId id)
    {
        while (true)
        {
            if (_activations.TryGetValue(id, out var found))
            {
                if (!found.IsClosed)
                {
                    return found;
                }

                Remove(found);
            }

            if (_isStopping)
            {
                throw new SiloUnavailableException(
                    $"The silo is stopping and does not activate grain {id}: call the silo that takes over.");
            }

            if (grainClass.IsObserver)
            {
                throw new OrleansMessageRejectionException(
                    $"Observer {id} is not registered any more: make a new reference with CreateObjectReference.");
            }

            var fresh = new Activation(runtime, grainClass, id);
            if (_activations.TryAdd(id, fresh))
            {
                fresh.Begin();
                return fresh;
            }
        }
    }

    internal void Adopt(GrainClass grainClass, GrainId id, object instance)
    {
        var activation = new Activation(runtime, grainClass, id);
        _activations[id] = activation;
        activation.Adopt(instance);
    }

    internal void End(GrainId id, DeactivationReason reason)
    {
        if (_activations.TryGetValue(id, out var activation))
        {
            activation.Deactivate(reason);
        }
    }

    internal void Remove(Activation activation) =>
        _activations.TryRemove(new KeyValuePair<GrainId, Activation>(activation.GrainId, activation));

    /// <summary>Deactivates all, and makes no activation any more.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo stops.");
        var ends = new List<Task>();
        foreach (var activation in All)
        {
            ends.Add(activation.Deactivated);
            activation.Deactivate(reason, cancellationToken);
        }

        await Task.WhenAll(ends).WaitAsync(cancellationToken);
    }
}
