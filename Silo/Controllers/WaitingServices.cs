using System.Collections.Immutable;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Which Services lack something, and from which pools it could come: those alone are worth a pass when something became
/// free there (S-057, W-104).
/// </summary>
internal sealed class WaitingServices
{
    private readonly Lock _changing = new();
    private readonly Dictionary<ServiceKey, ImmutableSortedSet<string>> _poolsByService = [];
    private readonly Dictionary<string, SortedSet<ServiceKey>> _servicesByPool = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _freedAt = new(StringComparer.Ordinal);
    private long _now;

    /// <summary>The present moment, to be noted before a pass.</summary>
    public long Now
    {
        get
        {
            lock (_changing)
            {
                return _now;
            }
        }
    }

    /// <summary>Notes what a Service waits for since a pass that began at <paramref name="since"/>.</summary>
    /// <returns>Whether something it waits for became free during the pass, so that it is worth another.</returns>
    public bool Set(ServiceKey service, ImmutableSortedSet<string> pools, long since)
    {
        lock (_changing)
        {
            Remove(service);
            if (pools.IsEmpty)
            {
                return false;
            }

            _poolsByService[service] = pools;
            var isOutdated = false;
            foreach (var pool in pools)
            {
                if (!_servicesByPool.TryGetValue(pool, out var services))
                {
                    _servicesByPool[pool] = services = [];
                }

                services.Add(service);
                isOutdated |= _freedAt.GetValueOrDefault(pool) > since;
            }

            return isOutdated;
        }
    }

    /// <summary>Something became free in these pools.</summary>
    /// <returns>The Services that wait for it, by key.</returns>
    public IReadOnlyCollection<ServiceKey> Wake(ImmutableSortedSet<string> pools)
    {
        lock (_changing)
        {
            _now++;
            var woken = new SortedSet<ServiceKey>();
            foreach (var pool in pools)
            {
                _freedAt[pool] = _now;
                woken.UnionWith(_servicesByPool.GetValueOrDefault(pool, []));
            }

            return woken;
        }
    }

    private void Remove(ServiceKey service)
    {
        if (!_poolsByService.Remove(service, out var pools))
        {
            return;
        }

        foreach (var pool in pools)
        {
            var services = _servicesByPool[pool];
            services.Remove(service);
            if (services.Count == 0)
            {
                _servicesByPool.Remove(pool);
            }
        }
    }
}
