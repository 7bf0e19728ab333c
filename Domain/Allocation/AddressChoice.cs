using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Allocation;

/// <summary>
/// Chooses addresses for one request, one after the other: what the Service holds, what is held for it, what is reserved for
/// it, the lowest that is free or may be shared (A-006, S-034).
/// </summary>
internal sealed class AddressChoice(PoolLedger ledger, AddressPool pool, AllocationRequest request)
{
    // Of three reservations in the way an operator learns enough.
    private const int NamedMax = 3;

    private readonly List<Address> _chosen = [];
    private AddressRuns _taken = ledger.Kept.Taken(ledger.Held);
    private AddressRuns _blocked = ledger.Kept.Blocked(ledger.Held);

    /// <summary>Whether an address chosen was the Service's before: held by it, for it, or reserved for it.</summary>
    public bool HasChosenOwn { get; private set; }

    /// <summary>The next address of a family; null when there is none.</summary>
    /// <param name="family">The family.</param>
    /// <param name="givesNew">Whether it may be one that the Service neither holds nor had.</param>
    public Address? Next(IPFamily family, bool givesNew)
    {
        var own = Kept(family) ?? HeldFor(family) ?? (givesNew ? Reserved(family) : null);
        HasChosenOwn |= own is not null;
        var next = own ?? (givesNew ? LowestSuitable(family) : null);
        if (next is { } address)
        {
            _chosen.Add(address);
            if (request.Families.Length > 1)
            {
                _taken = _taken.Add(address);
                _blocked = _blocked.Add(address);
            }
        }

        return next;
    }

    /// <summary>Why there is no next address .</summary>
    public AllocationResult Exhausted()
    {
        var isAnyFamilyLeft = LowestSuitable(IPFamily.IPv4) is not null || LowestSuitable(IPFamily.IPv6) is not null;
        var message = isAnyFamilyLeft
            ? AllocationTexts.NoneAvailable(pool.Name, request.Families)
            : AllocationTexts.NoneAvailable(pool.Name);
        var inTheWay = ReservationsInTheWay();
        return inTheWay.Count == 0
            ? AllocationResult.Refused(AllocationRefusal.Exhausted, message)
            : AllocationResult.Refused(AllocationRefusal.Reserved, $"{message}, the rest is reserved by {Names(inTheWay)}");
    }

    /// <summary>Whether anybody may use the address as far as reservations and holds go; the refusal when not.</summary>
    public static AllocationResult? CheckKept(PoolLedger ledger, Address address, AllocationRequest request)
    {
        if (ledger.Kept.Holds.Of(request.Service).Contains(address))
        {
            // What it had is still its own, although a reservation may have come since.
            return null;
        }

        if (ledger.Kept.Reserved.Of(address) is { } reservation && !request.Reservations.Contains(reservation))
        {
            return AllocationResult.Refused(
                AllocationRefusal.Reserved,
                $"{QuotedText.Of(address.ToString())} is reserved by IPReservation {QuotedText.Of(reservation)}");
        }

        return !ledger.Holdings.ContainsKey(address)
            && ledger.Kept.Holds.AgainstOn(address, request.Service) is { } hold
                ? AllocationResult.Refused(
                    AllocationRefusal.HeldForOwner,
                    $"{QuotedText.Of(address.ToString())} is held for {QuotedText.Of(hold.Service.ToString())}, which had it, "
                    + $"until {hold.Until.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}")
                : null;
    }

    private bool MayHold(Address address) =>
        pool.Owns(address)
        && !_chosen.Contains(address)
        && (!ledger.Holdings.TryGetValue(address, out var holding) || holding.Check(address, request) is null);

    private Address? Kept(IPFamily family)
    {
        foreach (var address in ledger.HeldBy(request.Service))
        {
            if (address.Family == family && MayHold(address))
            {
                return address;
            }
        }

        return null;
    }

    private Address? HeldFor(IPFamily family)
    {
        foreach (var address in ledger.Kept.Holds.Of(request.Service))
        {
            if (address.Family == family && MayHold(address))
            {
                return address;
            }
        }

        return null;
    }

    private Address? Reserved(IPFamily family)
    {
        foreach (var reservation in request.Reservations)
        {
            foreach (var reserved in ledger.Kept.Reserved.RangesOf(reservation))
            {
                if (reserved.Family == family && LowestReserved(reserved, reservation) is { } address)
                {
                    return address;
                }
            }
        }

        return null;
    }

    private Address? LowestReserved(AddressRange reserved, string reservation)
    {
        foreach (var range in pool.Ranges)
        {
            if (!range.Overlaps(reserved))
            {
                continue;
            }

            var both = new AddressRange(
                range.First.CompareTo(reserved.First) > 0 ? range.First : reserved.First,
                range.Last.CompareTo(reserved.Last) < 0 ? range.Last : reserved.Last,
                reservation);
            var free = _taken.LowestFree(both, pool.AvoidBuggyIPs);
            if ((LowestShared(both, free ?? both.Last) ?? free) is { } address)
            {
                return address;
            }
        }

        return null;
    }

    /// <summary>
    /// Ranges in the order given, in each the first address that is free or may be shared (A-006, S-034).
    /// </summary>
    private Address? LowestSuitable(IPFamily family)
    {
        foreach (var range in pool.Ranges)
        {
            if (range.Family == family)
            {
                var free = _blocked.LowestFree(range, pool.AvoidBuggyIPs);
                if ((LowestShared(range, free ?? range.Last) ?? free) is { } address)
                {
                    return address;
                }
            }
        }

        return null;
    }

    /// <summary>The first address of a range, up to a limit, whose holders would share it with the Service.</summary>
    private Address? LowestShared(AddressRange range, Address limit)
    {
        var terms = SharingTerms.Of(request);
        if (!terms.AllowSharing || !ledger.Shareable.TryGetValue(terms, out var candidates))
        {
            return null;
        }

        var index = candidates.IndexOf(range.First);
        for (index = index < 0 ? ~index : index; index < candidates.Count; index++)
        {
            var address = candidates[index];
            if (address.CompareTo(limit) > 0)
            {
                return null;
            }

            if (MayHold(address) && CheckKept(ledger, address, request) is null)
            {
                return address;
            }
        }

        return null;
    }

    /// <summary>The reservations of others that keep an address which the Service could have without them.</summary>
    private List<string> ReservationsInTheWay()
    {
        var found =
            from reservation in ledger.Kept.Reserved.Reservations
            where !request.Reservations.Contains(reservation.Name)
            where ledger.Kept.Reserved.RangesOf(reservation.Name).Any(range =>
                request.Families.Contains(range.Family)
                && pool.Ranges.Any(range.Overlaps)
                && _taken.LowestFree(range, pool.AvoidBuggyIPs) is not null)
            select reservation.Name;
        return [.. found.Take(NamedMax + 1)];
    }

    private static string Names(List<string> reservations) =>
        string.Join(", ", reservations.Take(NamedMax).Select(name => $"IPReservation {QuotedText.Of(name)}"))
        + (reservations.Count > NamedMax ? " and others" : "");
}
