using MetalOrleans.Grains.Interfaces.Pools;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Keeps each pool's counters and its condition <c>Accepted</c> in its status (C-019, C-023): written when they differ, in
/// one write, a burst as one.
/// </summary>
internal sealed partial class PoolStatusController(
    IGrainFactory grains,
    ClusterViewStore views,
    ConfigurationVerdicts verdicts,
    AddressConflicts conflicts,
    AcceptanceWriter writer,
    TimeProvider time,
    ILogger<PoolStatusController> logger)
{
    private static readonly PoolUsage Unused = new(0, 0, 0, 0);

    private readonly StatusLoop _loop = new(time);
    private volatile Action _observer = static () => { };

    /// <summary>Says that a pool's use, or a pool's status, may have changed.</summary>
    public void Touch()
    {
        _loop.Touch();
        _observer();
    }

    /// <summary>Calls the observer at every touch.</summary>
    public void ObserveTouches(Action observer) => _observer = observer;

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        conflicts.Observe(Touch);
        return _loop.RunAsync(WriteAsync, failure => LogStatusNotWritten(logger, failure.Message), cancellationToken);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var verdict = verdicts.Of<IPAddressPool>();
        foreach (var pool in verdict.Objects.Values)
        {
            // A pool that was refused gives nothing, so nothing of it is taken or left.
            var usage = views.Current.Pools.ContainsKey(pool.Metadata.Name)
                ? await grains.GetGrain<IAddressPoolGrain>(pool.Metadata.Name).UsageAsync(cancellationToken)
                : Unused;
            await writer.WriteAsync(pool, verdict.Of(pool), changed => WithConflicts(WithCounters(changed, usage)), cancellationToken);
        }
    }

    // A definition without conditions drops them, so that only a pool that has one already is given another; and one that
    // never had a conflict needs none that says so.
    private IPAddressPool WithConflicts(IPAddressPool pool)
    {
        if (pool.Status?.Conditions is not { Count: > 0 } conditions
            || !views.Current.Pools.TryGetValue(pool.Metadata.Name, out var accepted))
        {
            return pool;
        }

        var wanted = conflicts.ConditionOf(accepted);
        if (wanted.Status == "False" && !conditions.Exists(condition => condition.Type == AddressConflicts.ConditionType))
        {
            return pool;
        }

        var after = ConditionMapping.Set(conditions, wanted, time.GetUtcNow());
        return ReferenceEquals(after, conditions) ? pool : pool with { Status = pool.Status with { Conditions = [.. after!] } };
    }

    private static IPAddressPool WithCounters(IPAddressPool pool, PoolUsage usage) =>
        pool.Status is { } status && Says(status, usage)
            ? pool
            : pool with
            {
                Status = (pool.Status ?? new IPAddressPoolStatus()) with
                {
                    AssignedIPv4 = usage.AssignedIPv4,
                    AssignedIPv6 = usage.AssignedIPv6,
                    AvailableIPv4 = usage.AvailableIPv4,
                    AvailableIPv6 = usage.AvailableIPv6,
                },
            };

    private static bool Says(IPAddressPoolStatus status, PoolUsage usage) =>
        status.AssignedIPv4 == usage.AssignedIPv4
        && status.AssignedIPv6 == usage.AssignedIPv6
        && status.AvailableIPv4 == usage.AvailableIPv4
        && status.AvailableIPv6 == usage.AvailableIPv6;
}
