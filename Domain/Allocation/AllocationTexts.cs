using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Allocation;

/// <summary>MetalLB's words for refusals that more than one place gives (A-009, S-070 to S-073).</summary>
internal static class AllocationTexts
{
    /// <summary>No pool tried has an address (A-009).</summary>
    public const string NoneAvailableAnywhere = "no available IPs";

    /// <summary>The pool has no address of any family (A-009).</summary>
    public static string NoneAvailable(string pool) => $"no available IPs in pool {pool}";

    /// <summary>The pool has addresses, but not of all the wanted families (A-009).</summary>
    public static string NoneAvailable(string pool, ImmutableArray<IPFamily> families) =>
        $"no available IPs in pool {pool} for {(families.Distinct().Count() > 1 ? "dual" : families[0].Word())} IPFamily";

    /// <summary>No pool owns the addresses (S-073).</summary>
    public static string NotAllowed(ImmutableArray<Address> addresses) =>
        $"{QuotedText.OfList(addresses)} is not allowed in config";

    /// <summary>More addresses than two families can have (S-073).</summary>
    public static string TooMany(ImmutableArray<Address> addresses, int perFamily) =>
        $"more than {(perFamily == 1 ? "two" : 2 * perFamily)} addresses {QuotedText.OfList(addresses)}";

    /// <summary>Two addresses of one family, or more than the Service asks for (S-073).</summary>
    public static string SameFamily(ImmutableArray<Address> addresses, int perFamily) => perFamily == 1
        ? $"{QuotedText.Of(addresses[0].ToString())} {QuotedText.Of(addresses[1].ToString())} has the same family"
        : $"more than {perFamily} addresses of one family {QuotedText.OfList(addresses)}";

    /// <summary>The pool's serviceAllocation excludes the Service (S-071).</summary>
    public static string NotCompatible(string pool) => $"pool {pool} not compatible for ip assignment";

    /// <summary>The address-pool annotation names no pool (S-071).</summary>
    public static string UnknownPool(string pool) => $"unknown pool {QuotedText.Of(pool)}";
}
