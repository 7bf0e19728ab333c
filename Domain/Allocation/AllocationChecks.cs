using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Allocation;

/// <summary>What may stand against addresses besides who holds them.</summary>
internal static class AllocationChecks
{
    /// <summary>Whether a Service can hold so many addresses at all; the refusal when not (S-073).</summary>
    public static AllocationResult? CheckShape(ImmutableArray<Address> addresses, AllocationRequest request)
    {
        if (addresses.Length > 2 * request.PerFamilyMax)
        {
            return AllocationResult.Refused(
                AllocationRefusal.InvalidRequest, AllocationTexts.TooMany(addresses, request.PerFamilyMax));
        }

        foreach (var family in addresses.GroupBy(address => address.Family).Where(group => group.Count() > request.PerFamilyMax))
        {
            return AllocationResult.Refused(
                AllocationRefusal.InvalidRequest, AllocationTexts.SameFamily([.. family], request.PerFamilyMax));
        }

        return null;
    }

    /// <summary>
    /// Whether reservations, holds, the pool's state and its quotas let a Service have addresses that it asks for and does
    /// not hold yet; the refusal when not.
    /// </summary>
    /// <param name="ledger">The ledger before.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="addresses">The addresses asked for.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="otherwise">The answer that holders alone would give; a reservation is named first.</param>
    public static AllocationResult? CheckTerms(
        PoolLedger ledger,
        PoolTerms terms,
        ImmutableArray<Address> addresses,
        AllocationRequest request,
        AllocationResult otherwise)
    {
        var held = ledger.HeldBy(request.Service);
        var news = addresses.RemoveAll(address => held.Contains(address) || !terms.Pool.Owns(address));
        foreach (var address in news)
        {
            if (AddressChoice.CheckKept(ledger, address, request) is { } kept)
            {
                return kept;
            }
        }

        if (!otherwise.IsAllocated)
        {
            return null;
        }

        return !terms.GivesNew && !news.All(ledger.Kept.Holds.Of(request.Service).Contains)
            ? terms.RefuseNew()
            : CheckQuotas(ledger, terms, addresses, request);
    }

    /// <summary>Whether the namespace may have these addresses beside those of its other Services; the refusal when not.</summary>
    /// <remarks>What the Service leaves for them does not count, although it is held until the Service has settled.</remarks>
    public static AllocationResult? CheckQuotas(
        PoolLedger ledger, PoolTerms terms, ImmutableArray<Address> addresses, AllocationRequest request)
    {
        var held = ledger.HeldBy(request.Service);
        if (terms.Quotas.IsEmpty || addresses.All(held.Contains))
        {
            return null;
        }

        var inUse = ledger.InUse(terms.Namespace);
        var ofOthers = inUse - held.Count(address => !IsHeldByOthers(address));
        return terms.CheckQuotas(inUse, wanted: ofOthers + addresses.Count(address => !IsHeldByOthers(address)));

        bool IsHeldByOthers(Address address) =>
            ledger.Holdings.TryGetValue(address, out var holding)
            && holding.IsHeldIn(terms.Namespace, besides: request.Service);
    }
}
