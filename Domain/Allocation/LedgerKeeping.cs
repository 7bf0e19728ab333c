using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>Brings a ledger up to date with its pool's reservations and holds.</summary>
public static class LedgerKeeping
{
    /// <summary>
    /// The ledger as the view and the time want it: what a restart had it forget is remembered, holds that have ended are
    /// gone, what is reserved is kept, and counted reservations have their addresses. The same ledger when it is so already.
    /// </summary>
    /// <remarks>To be asked for before every <see cref="PoolLedger.Allocate(PoolTerms, AllocationRequest)"/> and its like.</remarks>
    public static PoolLedger Under(this PoolLedger ledger, ClusterView view, AddressPool pool, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(pool);
        var holdsAny = view.PoolPolicies.GetValueOrDefault(pool.Name) is { } policy && policy.HoldFor > TimeSpan.Zero;
        if (!ledger.HasRemembered)
        {
            ledger = ledger with { HasRemembered = true };
            foreach (var hold in view.RememberedHolds.GetValueOrDefault(pool.Name, []))
            {
                ledger = pool.Owns(hold.Address) ? ledger with { Kept = ledger.Kept.With(hold, ledger.Held) } : ledger;
            }
        }

        return ledger.WithoutEndedHolds(holdsAny ? now : DateTimeOffset.MaxValue).WithReservations(view, pool);
    }

    /// <summary>
    /// Keeps for a Service, until a time, every address that it has and is about to leave; the same ledger when it has none.
    /// </summary>
    public static PoolLedger HoldFor(this PoolLedger ledger, ServiceKey service, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        // Statuses remember whole seconds.
        until = until.AddTicks((TimeSpan.TicksPerSecond - (until.Ticks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);
        return ledger.HeldBy(service).Aggregate(ledger, (next, address) =>
            next with { Kept = next.Kept.With(new AddressHold(address, service, until), next.Held) });
    }

    /// <summary>The Service is back: nothing needs to be held for it any longer.</summary>
    internal static PoolLedger WithoutHoldsOf(this PoolLedger ledger, ServiceKey service) =>
        ledger.Kept.Holds.Of(service).Aggregate(ledger, (next, address) =>
            next with { Kept = next.Kept.Without(address, service, next.Held) });

    private static PoolLedger WithoutEndedHolds(this PoolLedger ledger, DateTimeOffset now)
    {
        while (ledger.Kept.Holds.First is { } hold && hold.Until <= now)
        {
            ledger = ledger with { Kept = ledger.Kept.Without(hold.Address, hold.Service, ledger.Held) };
        }

        return ledger;
    }

    private static PoolLedger WithReservations(this PoolLedger ledger, ClusterView view, AddressPool pool)
    {
        var reserved = ledger.Kept.Reserved;
        var reservations = view.Reservations.OfPool(pool.Name);
        var isSame = reserved.Reservations == reservations
            || reserved.Reservations.AsSpan().SequenceEqual(reservations.AsSpan());
        if (isSame && ledger.ReservedIn == (reservations.IsEmpty ? null : pool)
            && (!reserved.IsShort || !ledger.CanPick(pool, reserved)))
        {
            return ledger;
        }

        var picks = reservations.Where(item => item.IsCounted).Aggregate(
            ImmutableDictionary.Create<string, ImmutableSortedSet<Address>>(StringComparer.Ordinal),
            (sofar, item) => sofar.SetItem(item.Name, ledger.KeepPicks(view, pool, item, sofar)));
        ledger = ledger.Reserve(reservations, picks);
        foreach (var item in reservations.Where(item => item.IsCounted))
        {
            picks = picks.SetItem(item.Name, ledger.Pick(pool, item, picks[item.Name]));
            ledger = ledger.Reserve(reservations, picks);
        }

        return ledger with { ReservedIn = reservations.IsEmpty ? null : pool };
    }

    private static PoolLedger Reserve(
        this PoolLedger ledger,
        ImmutableArray<IPReservation> reservations,
        ImmutableDictionary<string, ImmutableSortedSet<Address>> picks) =>
        ledger with { Kept = ledger.Kept.With(ReservedAddresses.Of(reservations, picks), ledger.Held) };

    private static bool CanPick(this PoolLedger ledger, AddressPool pool, ReservedAddresses reserved) =>
        pool.Ranges.Any(range =>
            reserved.Reservations.Any(item => item.IsCounted && Missing(item, range.Family, reserved.PicksOf(item.Name)) > 0)
            && ledger.Kept.Blocked(ledger.Held).LowestFree(range, pool.AvoidBuggyIPs) is not null);

    /// <summary>
    /// The picks of before that the pool still owns, at most as many as are wanted: first those in use, then the lowest.
    /// </summary>
    private static ImmutableSortedSet<Address> KeepPicks(
        this PoolLedger ledger,
        ClusterView view,
        AddressPool pool,
        IPReservation reservation,
        ImmutableDictionary<string, ImmutableSortedSet<Address>> older)
    {
        IEnumerable<Address> before = ledger.Kept.Reserved.Picks.TryGetValue(reservation.Name, out var known)
            ? known
            : view.RememberedPicks.GetValueOrDefault(reservation.Name, []);
        return
        [
            .. from address in before
               where pool.Owns(address) && !older.Values.Any(set => set.Contains(address))
               group address by address.Family into family
               from address in family.OrderByDescending(ledger.Holdings.ContainsKey).ThenBy(address => address)
                   .Take(reservation.Count(family.Key))
               select address,
        ];
    }

    /// <summary>The picks with those that were missing: what the Service has or had already, then the lowest free ones.</summary>
    private static ImmutableSortedSet<Address> Pick(
        this PoolLedger ledger, AddressPool pool, IPReservation reservation, ImmutableSortedSet<Address> picks)
    {
        var own = reservation.Service is { } service
            ? ledger.HeldBy(service).Concat(ledger.Kept.Holds.Of(service))
                .Where(address => pool.Owns(address) && ledger.Kept.Reserved.Of(address) is null)
            : [];
        foreach (var address in own.Where(address => Missing(reservation, address.Family, picks) > 0))
        {
            picks = picks.Add(address);
        }

        var blocked = picks.Aggregate(ledger.Kept.Blocked(ledger.Held), (runs, address) => runs.Add(address));
        foreach (var range in pool.Ranges)
        {
            for (var missing = Missing(reservation, range.Family, picks); missing > 0; missing--)
            {
                if (blocked.LowestFree(range, pool.AvoidBuggyIPs) is not { } address)
                {
                    break;
                }

                picks = picks.Add(address);
                blocked = blocked.Add(address);
            }
        }

        return picks;
    }

    private static int Missing(IPReservation reservation, IPFamily family, ImmutableSortedSet<Address> picks) =>
        reservation.Count(family) - picks.Count(address => address.Family == family);
}
