using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Controllers;

/// <summary>The kinds that say what is kept for whom: policies of pools, and reservations.</summary>
internal sealed partial class ConfigurationController
{
    private readonly ResourceStore<PoolPolicy> _poolPolicies = new();
    private readonly ResourceStore<IPReservation> _reservations = new();

    private (Task Watching, Task Synced) WatchKept(ListWatchOptions here, CancellationToken cancellationToken)
    {
        var policies = new OptionalListWatch<PoolPolicy>(client, here, time, logger);
        var reservations = new OptionalListWatch<IPReservation>(client, here, time, logger);
        _relists.AddRange([policies.RelistAsync, reservations.RelistAsync]);
        return (
            Task.WhenAll(
                policies.RunAsync(OnPoolPoliciesAsync, cancellationToken),
                reservations.RunAsync(OnReservationsAsync, cancellationToken)),
            Task.WhenAll(
                policies.WaitForSyncAsync(cancellationToken), reservations.WaitForSyncAsync(cancellationToken)));
    }

    private ValueTask OnPoolPoliciesAsync(ListWatchEvent<PoolPolicy> happened, CancellationToken cancellationToken)
    {
        var changes = _poolPolicies.Apply(happened);
        if (changes.IsEmpty)
        {
            return ValueTask.CompletedTask;
        }

        if (verdicts.TryKeep(changes, _poolPolicies.Objects))
        {
            views.Update(view => view.WithRememberedHolds(Holds(view.PoolPolicies.Values)));
            return ValueTask.CompletedTask;
        }

        var (accepted, refused) = PoolPolicyReview.Review(_poolPolicies.Objects.Values.Select(PoolPolicyMapping.ToSpec));
        Tell(nameof(PoolPolicy), refused, name => ReferenceTo(_poolPolicies, name));
        views.Update(view => view.WithPoolPolicies(accepted).WithRememberedHolds(Holds(accepted)));
        verdicts.Set(_poolPolicies.Objects, refused);
        return ValueTask.CompletedTask;
    }

    private ValueTask OnReservationsAsync(ListWatchEvent<IPReservation> happened, CancellationToken cancellationToken)
    {
        var changes = _reservations.Apply(happened);
        if (changes.IsEmpty)
        {
            return ValueTask.CompletedTask;
        }

        if (verdicts.TryKeep(changes, _reservations.Objects))
        {
            views.Update(view => view.WithRememberedPicks(Picks(view.Reservations.ByName.Keys)));
            return ValueTask.CompletedTask;
        }

        var (accepted, refused) = ReservationReview.Review(_reservations.Objects.Values.Select(IPReservationMapping.ToSpec));
        Tell(nameof(IPReservation), refused, name => ReferenceTo(_reservations, name));
        views.Update(view => view.WithReservations(accepted).WithRememberedPicks(Picks(accepted.Select(item => item.Name))));
        verdicts.Set(_reservations.Objects, refused);
        return ValueTask.CompletedTask;
    }

    /// <summary>What the policies' statuses remember, by pool.</summary>
    private IEnumerable<KeyValuePair<string, ImmutableArray<AddressHold>>> Holds(IEnumerable<Domain.Pools.PoolPolicy> policies) =>
        from policy in policies
        let resource = _poolPolicies.Find(new ObjectKey(options.Namespace, policy.Name))
        where resource is not null
        select KeyValuePair.Create(policy.Pool, PoolPolicyMapping.ToHolds(resource));

    /// <summary>What the reservations' statuses remember, by reservation.</summary>
    private IEnumerable<KeyValuePair<string, ImmutableArray<Address>>> Picks(IEnumerable<string> reservations) =>
        from name in reservations
        let resource = _reservations.Find(new ObjectKey(options.Namespace, name))
        where resource is not null
        select KeyValuePair.Create(name, IPReservationMapping.ToPicks(resource));
}
