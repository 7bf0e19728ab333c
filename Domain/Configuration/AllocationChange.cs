using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Configuration;

/// <summary>
/// What differs between two views as far as addresses are concerned: the Services that another pass may treat otherwise
/// are told from those it cannot (S-057), so that an edit costs by what it changes.
/// </summary>
public sealed record AllocationChange
{
    private AllocationChange()
    {
    }

    /// <summary>
    /// Pools that are new, gone, say something else, or have another policy or other reservations, as they were and as they
    /// are.
    /// </summary>
    private ImmutableArray<AddressPool> Pools { get; init; } = [];

    /// <summary>The names of <see cref="Pools"/>.</summary>
    private ImmutableSortedSet<string> PoolNames { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Namespaces that are new, gone or labelled otherwise.</summary>
    private ImmutableSortedSet<string> Namespaces { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Whether nothing differs that matters for addresses.</summary>
    public bool IsEmpty => Pools.IsEmpty && Namespaces.IsEmpty;

    /// <summary>What differs between two views.</summary>
    /// <remarks>Items that are the same object in both are taken for equal, others for different.</remarks>
    public static AllocationChange Between(ClusterView before, ClusterView after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var pools = Different(before.Pools, after.Pools)
            .Union(Different(before.PoolPolicies, after.PoolPolicies))
            .Union(DifferentlyReserved(before.Reservations, after.Reservations));
        return new AllocationChange
        {
            PoolNames = pools,
            Pools =
            [
                .. from name in pools
                   from view in new[] { before, after }
                   let pool = view.Pools.GetValueOrDefault(name)
                   where pool is not null
                   select pool,
            ],
            Namespaces = Different(before.Namespaces, after.Namespaces),
        };
    }

    /// <summary>Whether a pass over the Service may end otherwise than before the change.</summary>
    /// <remarks>
    /// True for each Service without an address when any pool changed; for one with addresses when they lie, or are asked
    /// for, in a changed pool; for each Service of a changed namespace.
    /// </remarks>
    public bool Concerns(ServiceView service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return Namespaces.Contains(service.Key.Namespace) || (!Pools.IsEmpty && IsConcernedByPools(service));
    }

    private bool IsConcernedByPools(ServiceView service)
    {
        var request = ServiceRequest.Read(service);
        return request.Current.Addresses.IsEmpty
            || request.Current.Addresses.Concat(request.Desired.Addresses).Any(IsInChangedPool)
            || PoolNames.Contains(request.Pool)
            || (service.Annotations.TryGetValue(ServiceAnnotations.AllocatedFromPool, out var pool) && PoolNames.Contains(pool));
    }

    private bool IsInChangedPool(Address address) =>
        Pools.Any(pool => pool.Ranges.Any(range => range.Contains(address)));

    private static ImmutableSortedSet<string> DifferentlyReserved(ReservationSet before, ReservationSet after) =>
    [
        .. from name in Different(before.ByName, after.ByName)
           from set in new[] { before, after }
           let reservation = set.ByName.GetValueOrDefault(name)
           where reservation is not null
           select reservation.Pool,
    ];

    private static ImmutableSortedSet<string> Different<T>(
        ImmutableSortedDictionary<string, T> before, ImmutableSortedDictionary<string, T> after)
        where T : class =>
        ReferenceEquals(before, after)
            ? ImmutableSortedSet.Create<string>(StringComparer.Ordinal)
            : before.Keys.Union(after.Keys, StringComparer.Ordinal)
                .Where(name => !ReferenceEquals(before.GetValueOrDefault(name), after.GetValueOrDefault(name)))
                .ToImmutableSortedSet(StringComparer.Ordinal);
}
