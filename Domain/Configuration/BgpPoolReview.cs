using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Configuration;

/// <summary>
/// Judges an advertisement against each pool that it selects (C-059, C-060, C-109). What does not go together is left out,
/// pool by pool: a new pool must not take the routes of others away.
/// </summary>
internal static class BgpPoolReview
{
    /// <summary>The advertisement with what it cannot advertise taken out, and why.</summary>
    /// <param name="advertisement">The advertisement, acceptable by itself.</param>
    /// <param name="earlier">The advertisements accepted before it.</param>
    /// <param name="echoPeers">The peers whose BFD profile has echo mode.</param>
    /// <param name="pools">The accepted pools.</param>
    /// <param name="scope">The nodes.</param>
    public static (BgpAdvertisement Remaining, ImmutableArray<ConfigurationRefusal> Refused) Exclude(
        BgpAdvertisement advertisement,
        IReadOnlyList<BgpAdvertisement> earlier,
        IReadOnlyList<BgpPeer> echoPeers,
        ImmutableArray<AddressPool> pools,
        NodeScope scope)
    {
        var exclusions = ImmutableArray.CreateBuilder<BgpExclusion>();
        var refused = ImmutableArray.CreateBuilder<ConfigurationRefusal>();
        foreach (var pool in pools.Where(advertisement.Selects).OrderBy(pool => pool.Name, StringComparer.Ordinal))
        {
            var review = new ObjectReview("BGPAdvertisement", advertisement.Name);
            review.RefuseAggregation(advertisement, pool);
            review.RefuseEcho(advertisement, pool, echoPeers);
            if (!review.IsAccepted)
            {
                review.Nodes = scope.OfRefusal(advertisement.NodeSelectors);
                exclusions.Add(new BgpExclusion(pool.Name, null));
            }
            else if (review.RefuseOtherPreference(advertisement, pool, earlier, scope) is { } excluded)
            {
                exclusions.Add(excluded);
            }

            refused.AddRange(review.Refusals);
        }

        return (advertisement with { Exclusions = exclusions.ToImmutable() }, refused.ToImmutable());
    }

    /// <summary>A route must not cover more than the pool's own entry (C-050, C-051, C-059).</summary>
    private static void RefuseAggregation(this ObjectReview review, BgpAdvertisement advertisement, AddressPool pool)
    {
        foreach (var range in pool.Ranges)
        {
            var isIPv4 = range.Family == IPFamily.IPv4;
            var length = isIPv4 ? advertisement.AggregationLength : advertisement.AggregationLengthV6;
            var shortest = range.ToPrefixes().Min(block => block.Length);
            if (length < shortest)
            {
                // Deviation: MetalLB prints the IPv4 length for IPv6 entries too.
                review.Refuse(
                    ConfigurationRefusalReason.Conflict,
                    isIPv4 ? "spec.aggregationLength" : "spec.aggregationLengthV6",
                    $"invalid aggregation length {length}: prefix {shortest} in this pool is more specific than the "
                    + $"aggregation length for addresses {range.Text}",
                    $"Use a length of {shortest} or more, or take pool {QuotedText.Of(pool.Name)} out of the advertisement.");
            }
        }
    }

    /// <summary>C-109: FRR cannot send echo packets for IPv6, so MetalLB takes neither.</summary>
    private static void RefuseEcho(
        this ObjectReview review, BgpAdvertisement advertisement, AddressPool pool, IReadOnlyList<BgpPeer> echoPeers)
    {
        if (pool.Ranges.All(range => range.Family == IPFamily.IPv4)
            || echoPeers.FirstOrDefault(advertisement.IsSentTo) is not { } peer)
        {
            return;
        }

        review.Refuse(
            ConfigurationRefusalReason.UnusableReference,
            "spec.peers",
            $"pool {pool.Name} has bgpadvertisement {advertisement.Name} which references peer {peer.Name} which has bfd "
            + "echo enabled, which is not possible",
            $"Turn echoMode off in BFDProfile {QuotedText.Of(peer.BfdProfile!)}, or advertise pools with IPv6 addresses to "
            + "other peers only.");
    }

    /// <summary>Of two preferences for the same routes on a node, the earlier advertisement's counts (C-060).</summary>
    private static BgpExclusion? RefuseOtherPreference(
        this ObjectReview review,
        BgpAdvertisement advertisement,
        AddressPool pool,
        IReadOnlyList<BgpAdvertisement> earlier,
        NodeScope scope)
    {
        // Which Services such an advertisement is for shows only with the Services (B-031).
        if (!advertisement.ServiceSelectors.IsEmpty)
        {
            return null;
        }

        var rivals = earlier
            .Where(other => other.ServiceSelectors.IsEmpty
                && other.Selects(pool)
                && LocalPreferenceRule.Contradict(advertisement, other, pool))
            .ToArray();
        if (rivals.Length == 0)
        {
            return null;
        }

        var selected = scope.Of(advertisement.NodeSelectors);
        var taken = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
        foreach (var other in rivals)
        {
            var shared = selected.Intersect(NodesOf(other, pool, scope)).Except(taken);
            if (shared.IsEmpty && !scope.IsUnknown)
            {
                continue;
            }

            taken = taken.Union(shared);
            review.Nodes = scope.IsUnknown ? null : taken;
            review.Refuse(
                ConfigurationRefusalReason.Conflict,
                "spec.localPref",
                $"invalid local preference {advertisement.LocalPref}: local preferernce {other.LocalPref} was already set for "
                + "the same type of BGP update. Check existing BGP advertisements with common pools and aggregation lengths",
                $"Use localPref {other.LocalPref} as {QuotedText.Of(other.Name)} does, or let the two differ in pools, peers, "
                + "nodes or aggregation lengths.");
        }

        return review.IsAccepted ? null : new BgpExclusion(pool.Name, scope.IsUnknown || taken.SetEquals(selected) ? null : taken);
    }

    /// <summary>The nodes that advertise the pool by an advertisement accepted before.</summary>
    private static ImmutableSortedSet<string> NodesOf(BgpAdvertisement advertisement, AddressPool pool, NodeScope scope)
    {
        var nodes = scope.Of(advertisement.NodeSelectors);
        foreach (var exclusion in advertisement.Exclusions.Where(
            exclusion => string.Equals(exclusion.Pool, pool.Name, StringComparison.Ordinal)))
        {
            nodes = exclusion.Nodes is { } some ? nodes.Except(some) : [];
        }

        return nodes;
    }
}
