using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Services;

/// <summary>The three ways a convergence ends.</summary>
internal static class ConvergenceConclusion
{
    private static readonly ImmutableSortedDictionary<string, string?> _noChange =
        ImmutableSortedDictionary.Create<string, string?>(StringComparer.Ordinal);

    /// <summary>The Service has these addresses, held by this pool.</summary>
    public static ConvergenceOutcome Assign(this ConvergenceState state, ImmutableArray<Address> addresses, string pool)
    {
        ImmutableArray<string> ingress = [.. addresses.Select(address => address.ToString())];
        return Conclude(state, addresses, pool, ingress, refusal: null);
    }

    /// <summary>The Service has no address; every pool that may hold one releases it.</summary>
    public static ConvergenceOutcome Clear(this ConvergenceState state, ConvergenceRefusal? refusal) =>
        Conclude(state, [], pool: null, [], refusal);

    /// <summary>The Service keeps what it has, whatever that is (S-046, S-050).</summary>
    /// <remarks>What no pool owns may stay in the status, but nobody may announce it (L-100).</remarks>
    public static ConvergenceOutcome Keep(this ConvergenceState state, ConvergenceRefusal refusal)
    {
        var current = state.Request.Current.Addresses;
        var owner = current.IsEmpty ? null : state.OwnerOf(current);
        return new ConvergenceOutcome
        {
            Addresses = owner is null ? [] : current,
            Pool = owner?.Name,
            Refusal = refusal,
            IngressIPs = state.Service.IngressIPs,
            AnnotationChanges = _noChange,
            ChangesStatus = false,
            Events = state.Events,
            Releases = [],
            FreedIn = state.FreedIn,
            WaitsFor = ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
        };
    }

    private static ConvergenceOutcome Conclude(
        ConvergenceState state,
        ImmutableArray<Address> addresses,
        string? pool,
        ImmutableArray<string> ingress,
        ConvergenceRefusal? refusal)
    {
        var changesStatus = !ingress.SequenceEqual(state.Service.IngressIPs);
        var annotationChanges = AnnotationChanges(state.Service, pool);
        return new ConvergenceOutcome
        {
            Addresses = addresses,
            Pool = pool,
            Refusal = refusal,
            IngressIPs = ingress,
            AnnotationChanges = annotationChanges,
            ChangesStatus = changesStatus,
            Events = changesStatus || !annotationChanges.IsEmpty
                ? state.Events.AddRange(state.Request.DeprecatedAnnotations.Select(ConvergenceEvents.Deprecated))
                : state.Events,
            Releases = pool is null ? state.HeldIn : state.HeldIn.Remove(pool),
            FreedIn = state.FreedIn.Union(
                from address in state.Request.Current.Addresses
                where !addresses.Contains(address)
                let owner = state.OwnerOf([address])
                where owner is not null
                select owner.Name),
            WaitsFor = refusal is null ? state.RefusedBy.Clear() : state.RefusedBy,
        };
    }

    private static ImmutableSortedDictionary<string, string?> AnnotationChanges(ServiceView service, string? pool) =>
        service.Annotations.GetValueOrDefault(ServiceAnnotations.AllocatedFromPool) == pool
            ? _noChange
            : _noChange.Add(ServiceAnnotations.AllocatedFromPool, pool);
}
