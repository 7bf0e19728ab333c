using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Configuration;

/// <summary>Advertisements against the pools they select (C-059, C-060, C-109).</summary>
public sealed class BgpPoolReviewTests
{
    private static readonly BGPAdvertisementSpec _plain = new() { Name = "adv" };
    private static readonly BGPAdvertisementSpec _low = new() { Name = "low", LocalPref = 100, CreatedAt = DateTimeOffset.MinValue };
    private static readonly BGPAdvertisementSpec _high =
        new() { Name = "high", LocalPref = 200, CreatedAt = DateTimeOffset.UnixEpoch };

    private static readonly ClusterNode[] _nodes = [Given.Node("n1", "rack=1", "gpu=yes"), Given.Node("n2", "rack=1")];

    [Theory] // C-050, C-051, C-059, T-261, T-ERR, Q-40
    [InlineData(26, 128, "1.1.1.0/28", "spec.aggregationLength", "invalid aggregation length 26: prefix 28")]
    [InlineData(24, 128, "1.1.1.10-1.1.1.20", "spec.aggregationLength", "invalid aggregation length 24: prefix 30")]
    [InlineData(32, 64, "fc00::/120", "spec.aggregationLengthV6", "invalid aggregation length 64: prefix 120")]
    public void A_route_must_not_cover_more_than_the_entry_of_the_pool(
        int length, int lengthV6, string range, string field, string start)
    {
        var configuration = Review(
            [Given.Pool("p", range), Given.Pool("wide", "10.0.0.0/8", "fd00::/16")],
            _plain with { AggregationLength = length, AggregationLengthV6 = lengthV6 });

        var refusal = Assert.Single(configuration.Refused);
        Assert.Equal((field, ConfigurationRefusalReason.Conflict), (refusal.Field, refusal.Reason));
        Assert.Equal(
            $"{start} in this pool is more specific than the aggregation length for addresses {range}", refusal.Message);
        Assert.Equal([new BgpExclusion("p", null)], Assert.Single(configuration.Advertisements).Exclusions.AsEnumerable());
    }

    [Theory] // C-050, C-051
    [InlineData(28, "1.1.1.0/28")]
    [InlineData(32, "1.1.1.0/28")]
    [InlineData(30, "1.1.1.10-1.1.1.20")]
    public void A_route_may_cover_the_largest_block_of_an_entry(int length, string range) =>
        Assert.Empty(Review([Given.Pool("p", range)], _plain with { AggregationLength = length }).Refused);

    [Fact]
    public void A_pool_that_is_not_selected_does_not_matter() =>
        Assert.Empty(Review(
            [Given.Pool("p", "1.1.1.0/28")], _plain with { AggregationLength = 8, IPAddressPools = ["other"] }).Refused);

    [Fact]
    public void A_new_pool_takes_no_routes_of_others_away() // Invariant 6, C-022
    {
        var wide = Given.Pool("wide", "10.0.0.0/8");
        var aggregate = _plain with { AggregationLength = 16 };

        var before = Assert.Single(Review([wide], aggregate).Advertisements);
        var after = Assert.Single(Review([wide, Given.Pool("new", "1.1.1.0/28")], aggregate).Advertisements);

        Assert.True(before.Covers(wide, _nodes[0]));
        Assert.True(after.Covers(wide, _nodes[0]));
    }

    [Fact]
    public void Of_two_preferences_for_one_pool_the_older_counts() // C-060
    {
        var configuration = Review([Given.Pool("p", "10.0.0.0/24")], _high, _low);

        var refusal = Assert.Single(configuration.Refused);
        Assert.Equal(
            ("high", "spec.localPref", ConfigurationRefusalReason.Conflict), (refusal.Name, refusal.Field, refusal.Reason));
        Assert.Equal(
            "invalid local preference 200: local preferernce 100 was already set for the same type of BGP update. "
            + "Check existing BGP advertisements with common pools and aggregation lengths",
            refusal.Message);
        Assert.Empty(Named(configuration, "low").Exclusions);
        Assert.Equal([new BgpExclusion("p", null)], Named(configuration, "high").Exclusions.AsEnumerable());
    }

    [Fact]
    public void Where_two_meet_on_some_nodes_only_those_keep_to_the_older() // W-123
    {
        var onGpu = _low with
        {
            NodeSelectors = [new LabelSelectorSpec { MatchExpressions = [new LabelExpressionSpec("gpu", "Exists", [])] }],
        };
        var pool = Given.Pool("p", "10.0.0.0/24");

        var configuration = Review([pool], onGpu, _high);

        Assert.Equal(["n1"], Assert.Single(configuration.Refused).Nodes!);
        Assert.False(Named(configuration, "high").Covers(pool, _nodes[0]));
        Assert.True(Named(configuration, "high").Covers(pool, _nodes[1]));
    }

    [Fact]
    public void An_advertisement_that_does_not_count_for_a_pool_contradicts_nobody_there()
    {
        var pool = Given.Pool("p", "1.1.1.0/28");
        var excluded = _low with { AggregationLength = 8, AggregationLengthV6 = 32 };

        var refused = Review([pool], excluded, _high with { AggregationLength = 32 }).Refused;

        Assert.Equal("low", Assert.Single(refused).Name);
    }

    [Fact]
    public void With_service_selectors_preferences_are_compared_for_each_Service_instead() => // C-060, B-031
        Assert.Empty(Review(
            [Given.Pool("p", "10.0.0.0/24")], _low, _high with { ServiceSelectors = [new LabelSelectorSpec()] }).Refused);

    [Theory] // C-109
    [InlineData("", true)]
    [InlineData("tor", true)]
    [InlineData("gone", false)]
    public void A_pool_with_IPv6_is_not_advertised_to_a_peer_with_BFD_echo(string peers, bool isRefused)
    {
        var configuration = ConfigurationReview.ReviewBgp(new BgpSpecs
        {
            Namespace = "metallb-system",
            Pools = [Given.Pool("four", "10.0.0.0/24"), Given.Pool("six", "fc00::/120")],
            BfdProfiles = [new BFDProfileSpec { Name = "echo", EchoMode = true }],
            Peers = [new BGPPeerSpec { Name = "tor", MyASN = 1, PeerASN = 2, PeerAddress = "192.0.2.1", BfdProfile = "echo" }],
            Advertisements = [_plain with { Peers = [.. peers.Split(',', StringSplitOptions.RemoveEmptyEntries)] }],
        });

        Assert.Equal(isRefused, !configuration.Refused.IsEmpty);
        if (isRefused)
        {
            Assert.Equal(
                "pool six has bgpadvertisement adv which references peer tor which has bfd echo enabled, which is not possible",
                configuration.Refused[0].Message);
            Assert.Equal([new BgpExclusion("six", null)], configuration.Advertisements[0].Exclusions.AsEnumerable());
        }
    }

    private static BgpAdvertisement Named(BgpConfiguration configuration, string name) =>
        configuration.Advertisements.Single(advertisement => advertisement.Name == name);

    private static BgpConfiguration Review(AddressPool[] pools, params BGPAdvertisementSpec[] advertisements) =>
        ConfigurationReview.ReviewBgp(new BgpSpecs
        {
            Namespace = "metallb-system",
            Pools = [.. pools],
            Nodes = [.. _nodes],
            Advertisements = [.. advertisements],
        });
}
