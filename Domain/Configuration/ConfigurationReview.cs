using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Configuration;

/// <summary>
/// Judges configuration objects, each alone: what is wrong with one never costs another (invariant 6).
/// </summary>
/// <remarks>An object with several faults has several refusals, one for each. What is accepted comes sorted by name (C-008).</remarks>
public static class ConfigurationReview
{
    /// <summary>
    /// Judges all pools. Of two that overlap, the older is kept (then the one first by name), the other refused with
    /// <c>CIDR "x" in pool "p" overlaps with already defined CIDR "y"</c> (C-021).
    /// </summary>
    public static (ImmutableArray<AddressPool> Accepted, ImmutableArray<ConfigurationRefusal> Refused) ReviewPools(
        IEnumerable<IPAddressPoolSpec> specs)
    {
        var accepted = ImmutableSortedDictionary.CreateBuilder<string, AddressPool>(StringComparer.Ordinal);
        var refused = ImmutableArray.CreateBuilder<ConfigurationRefusal>();
        var defined = new List<AddressRange>();
        foreach (var spec in specs.OrderBy(spec => spec.CreatedAt).ThenBy(spec => spec.Name, StringComparer.Ordinal))
        {
            var review = new ObjectReview("IPAddressPool", spec.Name);
            var pool = review.ReadPool(spec);
            if (review.IsAccepted)
            {
                review.RefuseOverlaps(pool, defined);
            }

            if (accepted.ContainsKey(spec.Name))
            {
                review.Refuse(
                    "metadata.name",
                    $"duplicate definition of pool {QuotedText.Of(spec.Name)}",
                    "Give every pool a name of its own.");
            }

            if (review.IsAccepted)
            {
                accepted.Add(pool.Name, pool);
                defined.AddRange(pool.Ranges);
            }

            refused.AddRange(review.Refusals);
        }

        return ([.. accepted.Values], refused.ToImmutable());
    }

    /// <summary>Judges all layer-2 advertisements (C-007, C-030 to C-037).</summary>
    public static (ImmutableArray<L2Advertisement> Accepted, ImmutableArray<ConfigurationRefusal> Refused)
        ReviewL2Advertisements(IEnumerable<L2AdvertisementSpec> specs)
    {
        var accepted = ImmutableArray.CreateBuilder<L2Advertisement>();
        var refused = ImmutableArray.CreateBuilder<ConfigurationRefusal>();
        foreach (var spec in specs.OrderBy(spec => spec.Name, StringComparer.Ordinal))
        {
            var review = new ObjectReview("L2Advertisement", spec.Name);
            var advertisement = review.ReadL2Advertisement(spec);
            if (review.IsAccepted)
            {
                accepted.Add(advertisement);
            }

            refused.AddRange(review.Refusals);
        }

        return (accepted.ToImmutable(), refused.ToImmutable());
    }

    /// <summary>
    /// Judges BGP peers and advertisements, BFD profiles and communities, together because they refer to each other (C-050
    /// to C-122). Of two that exclude each other, the older is kept, then the one first by name, where they meet.
    /// </summary>
    /// <remarks>What MetalLB refuses only because its native mode cannot do it is accepted here (B-059).</remarks>
    public static BgpConfiguration ReviewBgp(BgpSpecs specs)
    {
        ArgumentNullException.ThrowIfNull(specs);
        return new BgpReview(specs).Review();
    }

    /// <summary>
    /// Refuses each range that meets one of an accepted pool, or an earlier one of its own pool.
    /// </summary>
    private static void RefuseOverlaps(this ObjectReview review, AddressPool pool, List<AddressRange> defined)
    {
        for (var i = 0; i < pool.Ranges.Length; i++)
        {
            var range = pool.Ranges[i];
            var ofAnother = defined.Find(range.Overlaps);
            if ((ofAnother ?? pool.Ranges.Take(i).FirstOrDefault(range.Overlaps)) is not { } earlier)
            {
                continue;
            }

            var (ours, theirs) = PoolReview.FirstOverlap(range, earlier);
            review.Refuse(
                ofAnother is null ? ConfigurationRefusalReason.Invalid : ConfigurationRefusalReason.Conflict,
                $"spec.addresses[{i}]",
                $"CIDR {QuotedText.Of(ours.ToString())} in pool {QuotedText.Of(pool.Name)} "
                + $"overlaps with already defined CIDR {QuotedText.Of(theirs.ToString())}",
                "Let every address belong to one entry of one pool only.");
        }
    }
}
