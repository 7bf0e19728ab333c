using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Bgp;

/// <summary>
/// One route to one peer has one LOCAL_PREF: which advertisements of a pool want two for the same route (C-060, B-031).
/// </summary>
/// <remarks>Which nodes and Services the advertisements are for is the caller's to see: both here are taken to be for the same.</remarks>
public static class LocalPreferenceRule
{
    /// <summary>
    /// Whether the two give different preferences to the same prefixes of the pool towards a peer that both may send to.
    /// </summary>
    public static bool Contradict(BgpAdvertisement one, BgpAdvertisement other, AddressPool pool)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(pool);
        return one.LocalPref != other.LocalPref && SharePrefixes(one, other, pool) && SharePeers(one, other);
    }

    /// <summary>
    /// The first two of the advertisements that contradict each other, in the order given; null when none do. Meant for those
    /// that match one Service on one node: with such a pair, the node does not advertise the Service (B-003).
    /// </summary>
    public static (BgpAdvertisement One, BgpAdvertisement Other)? FirstContradiction(
        ImmutableArray<BgpAdvertisement> advertisements, AddressPool pool)
    {
        for (var i = 1; i < advertisements.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Contradict(advertisements[j], advertisements[i], pool))
                {
                    return (advertisements[j], advertisements[i]);
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Different lengths make different routes; in a pool of both families, both lengths must differ (C-060).
    /// </summary>
    private static bool SharePrefixes(BgpAdvertisement one, BgpAdvertisement other, AddressPool pool)
    {
        var hasIPv4 = pool.Ranges.Any(range => range.Family == IPFamily.IPv4);
        var hasIPv6 = pool.Ranges.Any(range => range.Family == IPFamily.IPv6);
        return (hasIPv4 && one.AggregationLength == other.AggregationLength)
            || (hasIPv6 && one.AggregationLengthV6 == other.AggregationLengthV6);
    }

    private static bool SharePeers(BgpAdvertisement one, BgpAdvertisement other) =>
        one.Peers.IsEmpty || other.Peers.IsEmpty || one.Peers.Overlaps(other.Peers);
}
