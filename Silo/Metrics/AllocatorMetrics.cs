using System.Diagnostics.Metrics;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Grains.Interfaces.Pools;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Metrics;

/// <summary>How full each pool is (O-140 to O-143), under MetalLB's names.</summary>
internal sealed class AllocatorMetrics : IScrapedState
{
    private readonly IGrainFactory _grains;
    private readonly ClusterViewStore _views;
    private volatile IReadOnlyList<(string Pool, PoolCapacity Capacity, PoolUsage Usage)> _pools = [];

    public AllocatorMetrics(IMeterFactory meters, IGrainFactory grains, ClusterViewStore views)
    {
        _grains = grains;
        _views = views;
        var meter = meters.Create("MetalOrleans.Silo.Allocator");
        Gauge("addresses_total", "Usable addresses of the pool.", (capacity, _) => capacity.Total);
        Gauge("ipv4_addresses_total", "Usable IPv4 addresses of the pool.", (capacity, _) => capacity.IPv4);
        Gauge("ipv6_addresses_total", "Usable IPv6 addresses of the pool.", (capacity, _) => capacity.IPv6);
        Gauge("addresses_in_use_total", "Addresses of the pool that are held.", (_, usage) => usage.AssignedIPv4 + usage.AssignedIPv6);
        Gauge("ipv4_addresses_in_use_total", "IPv4 addresses of the pool that are held.", (_, usage) => usage.AssignedIPv4);
        Gauge("ipv6_addresses_in_use_total", "IPv6 addresses of the pool that are held.", (_, usage) => usage.AssignedIPv6);

        void Gauge(string name, string help, Func<PoolCapacity, PoolUsage, long> value) =>
            meter.CreateObservableGauge(
                "metallb_allocator_" + name,
                () => from pool in _pools
                      select new Measurement<long>(
                          value(pool.Capacity, pool.Usage), new KeyValuePair<string, object?>("pool", pool.Pool)),
                description: help);
    }

    public async Task FetchAsync(CancellationToken cancellationToken)
    {
        var pools = new List<(string, PoolCapacity, PoolUsage)>();
        foreach (var (name, pool) in _views.Current.Pools)
        {
            pools.Add((name, PoolCapacity.Of(pool), await _grains.GetGrain<IAddressPoolGrain>(name).UsageAsync(cancellationToken)));
        }

        _pools = pools;
    }
}
