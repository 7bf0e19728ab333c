using System.Collections.Immutable;
using System.Globalization;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Domain.Configuration;

/// <summary>Judges one BGPAdvertisement by itself (C-050 to C-058).</summary>
internal static class BgpAdvertisementReview
{
    // B-013: what fits into a route's attribute in every implementation that MetalLB has.
    private const int CommunityCountMax = 63;

    // Routers and their operators' filters take far longer paths for mistakes.
    private const long PrependMax = 16;

    // The community carries a single-precision number; nothing forwards more than this.
    private const long BandwidthMax = 1_000_000_000_000_000;

    /// <summary>Reads the advertisement; what comes back is only meaningful when the review found nothing wrong.</summary>
    /// <param name="review">Takes what is wrong.</param>
    /// <param name="spec">The object.</param>
    /// <param name="names">The names of communities that accepted Community objects define.</param>
    public static BgpAdvertisement ReadBgpAdvertisement(
        this ObjectReview review, BGPAdvertisementSpec spec, IReadOnlyDictionary<string, BgpCommunity> names)
    {
        review.RefuseRepetitions(spec);
        review.RefuseAggregatedServices(spec);
        if (spec.LocalPref is < 0 or > uint.MaxValue)
        {
            review.Refuse("spec.localPref", $"invalid local preference {spec.LocalPref}", "Use a number from 0 to 4294967295.");
        }

        return new BgpAdvertisement
        {
            Name = spec.Name,
            Pools = Names(spec.IPAddressPools),
            PoolSelectors = review.ReadList("spec.ipAddressPoolSelectors", spec.IPAddressPoolSelectors),
            AggregationLength = review.ReadLength(
                "spec.aggregationLength", spec.AggregationLength, BgpAdvertisement.HostLengthIPv4, "IPv4"),
            AggregationLengthV6 = review.ReadLength(
                "spec.aggregationLengthV6", spec.AggregationLengthV6, BgpAdvertisement.HostLengthIPv6, "IPv6"),
            LocalPref = (uint)Math.Clamp(spec.LocalPref, 0, uint.MaxValue),
            Communities = review.ReadCommunityList(spec, names),
            Peers = Names(spec.Peers),
            NodeSelectors = review.ReadList("spec.nodeSelectors", spec.NodeSelectors),
            ServiceSelectors = review.ReadList("spec.serviceSelectors", spec.ServiceSelectors),
            Med = (uint?)review.ReadNumber(BgpAnnotations.Med, spec.Med, uint.MaxValue),
            Prepend = (int)(review.ReadNumber(BgpAnnotations.Prepend, spec.Prepend, PrependMax) ?? 0),
            BandwidthPerEndpoint = review.ReadNumber(
                BgpAnnotations.BandwidthPerEndpoint, spec.BandwidthPerEndpoint, BandwidthMax) ?? 0,
        };
    }

    private static long? ReadNumber(this ObjectReview review, string annotation, string? text, long max)
    {
        if (text is null)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max)
        {
            return number;
        }

        review.Refuse(
            $"metadata.annotations[{annotation}]", $"invalid value {QuotedText.Of(text)}", $"Use a number from 0 to {max}.");
        return null;
    }

    private static ImmutableSortedSet<string> Names(ImmutableArray<string> names) =>
        names.ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>C-007, C-053, C-054, C-056; the selectors are read elsewhere.</summary>
    private static void RefuseRepetitions(this ObjectReview review, BGPAdvertisementSpec spec)
    {
        review.RefuseDuplicates(
            "spec.ipAddressPools",
            spec.IPAddressPools,
            pool => $"duplicate definition of ipAddressPools {QuotedText.Of(pool)}");
        review.RefuseDuplicates(
            "spec.communities", spec.Communities, community => $"duplicate definition of community {QuotedText.Of(community)}");
        review.RefuseDuplicates(
            "spec.peers", spec.Peers, peer => $"duplicate definition of peers {QuotedText.Of(peer)}");
    }

    /// <summary>An aggregate covers addresses of Services that are not selected (C-057, C-058).</summary>
    private static void RefuseAggregatedServices(this ObjectReview review, BGPAdvertisementSpec spec)
    {
        if (spec.ServiceSelectors.IsEmpty)
        {
            return;
        }

        const string remedy = "Remove serviceSelectors, or leave both aggregation lengths at 32 and 128.";
        if (spec.AggregationLength is not (null or BgpAdvertisement.HostLengthIPv4))
        {
            review.Refuse(
                "spec.aggregationLength",
                $"serviceSelectors and aggregationLength are mutually exclusive, both cannot be set in {spec.Name}",
                remedy);
        }

        if (spec.AggregationLengthV6 is not (null or BgpAdvertisement.HostLengthIPv6))
        {
            review.Refuse(
                "spec.aggregationLengthV6",
                $"serviceSelectors and aggregationLengthV6 are mutually exclusive, both cannot be set in {spec.Name}",
                remedy);
        }
    }

    private static int ReadLength(this ObjectReview review, string field, int? length, int max, string family)
    {
        if (length is null || (length >= 1 && length <= max))
        {
            return length ?? max;
        }

        review.Refuse(field, $"invalid aggregation length {length} for {family}", $"Use a length from 1 to {max}.");
        return max;
    }

    private static ImmutableSortedSet<BgpCommunity> ReadCommunityList(
        this ObjectReview review, BGPAdvertisementSpec spec, IReadOnlyDictionary<string, BgpCommunity> names)
    {
        var communities = ImmutableSortedSet.CreateBuilder<BgpCommunity>();
        for (var i = 0; i < spec.Communities.Length; i++)
        {
            if (review.ReadCommunity($"spec.communities[{i}]", spec.Communities[i], names) is { } community)
            {
                communities.Add(community);
            }
        }

        if (communities.Count > CommunityCountMax)
        {
            review.Refuse(
                "spec.communities",
                $"max supported communities is {CommunityCountMax}, got {communities.Count}",
                $"List at most {CommunityCountMax} communities.");
        }

        return communities.ToImmutable();
    }

    private static BgpCommunity? ReadCommunity(
        this ObjectReview review, string field, string text, IReadOnlyDictionary<string, BgpCommunity> names)
    {
        if (names.TryGetValue(text, out var named) || WellKnownCommunities.ByName.TryGetValue(text, out named))
        {
            return named;
        }

        var read = BgpCommunity.Parse(text);
        if (read.Community is null)
        {
            review.Refuse(
                read.MayBeName ? ConfigurationRefusalReason.UnusableReference : ConfigurationRefusalReason.Invalid,
                field,
                $"{read.Error}\ninvalid community {QuotedText.Of(text)} in BGP advertisement",
                read.MayBeName
                    ? $"Create a Community object that defines {QuotedText.Of(text)}, or write the community itself."
                    : CommunityReview.Remedy);
        }

        return read.Community;
    }
}
