using System.Collections.Immutable;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Pools;

/// <summary>The accepted reservations, found by pool and by the Service that may use them. Built once, never changed.</summary>
public sealed class ReservationSet
{
    private readonly ILookup<ServiceKey, IPReservation> _byService;
    private readonly ImmutableArray<IPReservation> _bySelector;
    private readonly ImmutableDictionary<string, ImmutableArray<IPReservation>> _byPool;

    private ReservationSet(ImmutableSortedDictionary<string, IPReservation> byName)
    {
        ByName = byName;
        _byService = byName.Values.Where(item => item.Service is not null).ToLookup(item => item.Service!.Value);
        _bySelector = [.. byName.Values.Where(item => item.Service is null)];
        _byPool = byName.Values.GroupBy(item => item.Pool, StringComparer.Ordinal).ToImmutableDictionary(
            group => group.Key,
            group => group.OrderBy(item => item.CreatedAt).ThenBy(item => item.Name, StringComparer.Ordinal).ToImmutableArray(),
            StringComparer.Ordinal);
    }

    /// <summary>No reservation.</summary>
    public static ReservationSet Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, IPReservation>(StringComparer.Ordinal));

    /// <summary>All by name.</summary>
    public ImmutableSortedDictionary<string, IPReservation> ByName { get; }

    /// <summary>The set of these reservations, whose names differ.</summary>
    public static ReservationSet Of(IEnumerable<IPReservation> reservations)
    {
        ArgumentNullException.ThrowIfNull(reservations);
        var byName = reservations.ToImmutableSortedDictionary(item => item.Name, item => item, StringComparer.Ordinal);
        return byName.IsEmpty ? Empty : new ReservationSet(byName);
    }

    /// <summary>Those of a pool, oldest first; the very same array for as long as the set is the same.</summary>
    public ImmutableArray<IPReservation> OfPool(string pool) => _byPool.GetValueOrDefault(pool, []);

    /// <summary>
    /// Those that a Service may use, that name it first, then by name. Costs the number of those that go by selector.
    /// </summary>
    public IEnumerable<IPReservation> Admitting(
        ServiceView service, IReadOnlyDictionary<string, string> namespaceLabels)
    {
        ArgumentNullException.ThrowIfNull(service);
        return _byService[service.Key].Concat(_bySelector.Where(item => item.Admits(service, namespaceLabels)));
    }
}
