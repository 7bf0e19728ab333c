using System.Collections.Immutable;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges configuration objects, each alone: what is wrong with one never costs another (invariant 6).</summary>
public static class ConfigurationReview
{
    /// <summary>
    /// Judges all pools. Of two that overlap, the older is kept (then the one first by name), the other refused with
    /// <c>CIDR "x" in pool "p" overlaps with already defined CIDR "y"</c> (C-021).
    /// </summary>
    public static (ImmutableArray<AddressPool> Accepted, ImmutableArray<ConfigurationRefusal> Refused) ReviewPools(
        IEnumerable<IPAddressPoolSpec> specs) => throw new NotImplementedException();

    /// <summary>Judges all layer-2 advertisements (C-007, C-030 to C-037).</summary>
    public static (ImmutableArray<L2Advertisement> Accepted, ImmutableArray<ConfigurationRefusal> Refused)
        ReviewL2Advertisements(IEnumerable<L2AdvertisementSpec> specs) => throw new NotImplementedException();
}
