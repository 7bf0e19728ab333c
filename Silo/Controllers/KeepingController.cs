using System.Collections.Immutable;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Pools;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Silo.Configuration;
using IPReservation = MetalOrleans.Kubernetes.Resources.IPReservation;
using PoolPolicy = MetalOrleans.Kubernetes.Resources.PoolPolicy;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Keeps what pools keep in the statuses of reservations and policies, which is where the next silo learns of it, and ends
/// holds by time.
/// </summary>
internal sealed partial class KeepingController(
    IGrainFactory grains,
    ClusterViewStore views,
    ConfigurationVerdicts verdicts,
    AcceptanceWriter writer,
    ServiceStore services,
    TimeProvider time,
    ILogger<KeepingController> logger)
{
    private readonly StatusLoop _loop = new(time);
    private readonly Dictionary<string, DateTimeOffset> _firstEnds = new(StringComparer.Ordinal);
    private Action<ImmutableSortedSet<string>> _freed = static _ => { };
    private ITimer? _timer;

    /// <summary>Says that what a pool keeps, or a status that says so, may have changed.</summary>
    public void Touch() => _loop.Touch();

    /// <summary>Calls the observer with the pools in which a hold has ended.</summary>
    public void ObserveFreed(Action<ImmutableSortedSet<string>> observer) => _freed = observer;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _loop.RunAsync(
                WriteAsync, failure => LogStatusNotWritten(logger, failure.Message), cancellationToken);
        }
        finally
        {
            if (_timer is { } timer)
            {
                await timer.DisposeAsync();
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var view = views.Current;
        var keepings = new Dictionary<string, PoolKeeping>(StringComparer.Ordinal);
        foreach (var name in view.Pools.Keys)
        {
            if ((view.PoolPolicies.ContainsKey(name) || !view.Reservations.OfPool(name).IsEmpty)
                && await grains.GetGrain<IAddressPoolGrain>(name).KeepAsync(cancellationToken) is { } keeping)
            {
                keepings.Add(name, keeping);
            }
        }

        EndHolds(keepings);
        var reservations = verdicts.Of<IPReservation>();
        foreach (var reservation in reservations.Objects.Values)
        {
            await WriteAsync(reservation, reservations, keepings, cancellationToken);
        }

        var policies = verdicts.Of<PoolPolicy>();
        foreach (var policy in policies.Objects.Values)
        {
            await WriteAsync(policy, policies, keepings, cancellationToken);
        }
    }

    /// <summary>Wakes who waits in a pool where a hold has ended, and comes back when the next one ends.</summary>
    private void EndHolds(Dictionary<string, PoolKeeping> keepings)
    {
        var now = time.GetUtcNow();
        var ended = _firstEnds.Where(entry => entry.Value <= now).Select(entry => entry.Key)
            .ToImmutableSortedSet(StringComparer.Ordinal);
        _firstEnds.Clear();
        foreach (var (pool, keeping) in keepings)
        {
            if (keeping.FirstEnd is { } end)
            {
                _firstEnds.Add(pool, end);
            }
        }

        if (!ended.IsEmpty)
        {
            _freed(ended);
        }

        if (_firstEnds.Count > 0)
        {
            var wait = _firstEnds.Values.Min() - now;
            _timer ??= time.CreateTimer(_ => Touch(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private Task WriteAsync(
        IPReservation resource,
        ConfigurationVerdict<IPReservation> verdict,
        Dictionary<string, PoolKeeping> keepings,
        CancellationToken cancellationToken)
    {
        var pool = resource.Spec?.Pool ?? "";
        var refusal = verdict.Refused.FirstOrDefault(item => item.Name == resource.Metadata.Name);
        var keeping = keepings.GetValueOrDefault(pool)?.Reservations
            .FirstOrDefault(item => item.Name == resource.Metadata.Name);
        var report = refusal is not null ? ReservationReport.Refused(refusal)
            : keeping is not null && views.Current.Reservations.ByName.TryGetValue(keeping.Name, out var reservation)
                ? ReservationReport.Of(keeping, pool, service => Admits(reservation, service))
            : ReservationReport.PoolNotFound(pool);
        return writer.WriteAsync(
            resource,
            verdict.Of(resource),
            changed =>
            {
                changed = KeepingConditions.With(changed, KeepingConditions.Ready(report), time.GetUtcNow());
                // Without its pool a reservation keeps nothing, but its picks are remembered: the pool may come back.
                return report.Condition == ReservationCondition.PoolNotFound
                    ? changed
                    : IPReservationMapping.WithKeeping(changed, keeping);
            },
            cancellationToken);
    }

    private Task WriteAsync(
        PoolPolicy resource,
        ConfigurationVerdict<PoolPolicy> verdict,
        Dictionary<string, PoolKeeping> keepings,
        CancellationToken cancellationToken)
    {
        var pool = resource.Spec?.Pool ?? "";
        var policy = views.Current.PoolPolicies.GetValueOrDefault(pool);
        var isInForce = policy?.Name == resource.Metadata.Name;
        var keeping = isInForce ? keepings.GetValueOrDefault(pool) : null;
        return writer.WriteAsync(
            resource,
            verdict.Of(resource),
            changed =>
            {
                var now = time.GetUtcNow();
                changed = KeepingConditions.With(changed, KeepingConditions.Ready(pool, isInForce, keeping is not null), now);
                changed = KeepingConditions.WithDrained(changed, policy?.State ?? PoolState.Active, keeping, now);
                return PoolPolicyMapping.WithKeeping(changed, keeping);
            },
            cancellationToken);
    }

    private bool Admits(Domain.Pools.IPReservation reservation, ServiceKey key)
    {
        if (reservation.Service is { } only)
        {
            return only == key;
        }

        var view = services.TryGet(key, out var service) ? ServiceMapping.ToView(service) : new ServiceView { Key = key };
        return reservation.Admits(
            view, views.Current.Namespaces.GetValueOrDefault(key.Namespace, ImmutableDictionary<string, string>.Empty));
    }
}
