using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>What a pool keeps though no Service has it, and how much of its quotas is used.</summary>
public sealed record PoolKeeping
{
    private const int SomeMax = 5;

    private PoolKeeping()
    {
    }

    /// <summary>For each accepted reservation of the pool, oldest first.</summary>
    public required ImmutableArray<ReservationKeeping> Reservations { get; init; }

    /// <summary>What is held for Services that went, by address.</summary>
    public required ImmutableArray<AddressHold> Holds { get; init; }

    /// <summary>Quotas of namespaces that hold something, by quota, then by namespace.</summary>
    public required ImmutableArray<QuotaUse> Quotas { get; init; }

    /// <summary>How many addresses Services hold.</summary>
    public required int InUse { get; init; }

    /// <summary>The first few Services that hold an address, by key.</summary>
    public required ImmutableArray<ServiceKey> SomeServices { get; init; }

    /// <summary>Whether there are more of them.</summary>
    public required bool HasMoreServices { get; init; }

    /// <summary>When the first hold ends; null without any.</summary>
    public DateTimeOffset? FirstEnd => Holds.IsEmpty ? null : Holds.Min(hold => hold.Until);

    /// <summary>What the ledger says.</summary>
    public static PoolKeeping Of(PoolLedger ledger, ClusterView view, AddressPool pool)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(pool);
        var reserved = ledger.Kept.Reserved;
        var uses = UsesByReservation(ledger);
        var holds = ledger.Kept.Holds.All.ToImmutableArray();
        return new PoolKeeping
        {
            Reservations =
            [
                .. reserved.Reservations.Select(item => new ReservationKeeping
                {
                    Name = item.Name,
                    Ranges = reserved.RangesOf(item.Name),
                    Uses = [.. uses[item.Name]],
                    Holds = holds.RemoveAll(hold => reserved.Of(hold.Address) != item.Name),
                    Missing = item.IsCounted ? item.CountIPv4 + item.CountIPv6 - reserved.PicksOf(item.Name).Count : 0,
                    NotInPool = item.Ranges.Select(range => FirstOutside(pool, range)).FirstOrDefault(found => found is not null),
                    PickedBefore = reserved.Picks.Where(entry => item.Ranges.Any(range => entry.Value.Any(range.Contains)))
                        .Select(entry => entry.Key).FirstOrDefault(),
                }),
            ],
            Holds = holds,
            Quotas = [.. QuotaUses(ledger, view, pool)],
            InUse = ledger.InUse(IPFamily.IPv4) + ledger.InUse(IPFamily.IPv6),
            SomeServices = [.. ledger.Services.Order().Take(SomeMax)],
            HasMoreServices = ledger.Services.Take(SomeMax + 1).Count() > SomeMax,
        };
    }

    /// <summary>The quotas of a pool's policy, for each namespace that holds something of the pool.</summary>
    public static IEnumerable<QuotaUse> QuotaUses(PoolLedger ledger, ClusterView view, AddressPool pool)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(pool);
        return
            from quota in view.PoolPolicies.GetValueOrDefault(pool.Name)?.Quotas ?? []
            from use in ledger.UseByNamespace
            orderby quota.Name, use.Key
            where quota.Bounds(use.Key, view.Namespaces.GetValueOrDefault(use.Key, ImmutableDictionary<string, string>.Empty))
            select new QuotaUse(quota.Name, use.Key, quota.Addresses, use.Value);
    }

    private static ILookup<string, AddressUse> UsesByReservation(PoolLedger ledger) =>
        (from address in ledger.Kept.Reserved.Ranges.IsEmpty ? [] : ledger.Addresses
         let reservation = ledger.Kept.Reserved.Of(address)
         where reservation is not null
         select (reservation, Use: new AddressUse(address, [.. ledger.HoldersOf(address)])))
        .ToLookup(pair => pair.reservation, pair => pair.Use, StringComparer.Ordinal);

    private static Address? FirstOutside(AddressPool pool, AddressRange range)
    {
        var next = range.First;
        while (pool.Ranges.FirstOrDefault(item => item.Contains(next)) is { } owner)
        {
            if (owner.Contains(range.Last))
            {
                return null;
            }

            next = Address.FromValue(owner.Last.Value + 1, range.Family);
        }

        return next;
    }
}
