using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Tests.Domain.Configuration;

public sealed class BgpAdvertisementReviewTests
{
    private static readonly LabelSelectorSpec _everything = new();
    private static readonly BGPAdvertisementSpec _plain = new() { Name = "adv" };

    [Fact]
    public void An_advertisement_without_a_spec_advertises_host_routes_to_all() // C-050 to C-056
    {
        var configuration = Review(_plain);

        Assert.Empty(configuration.Refused);
        var advertisement = Assert.Single(configuration.Advertisements);
        Assert.Equal((32, 128, 0u), (advertisement.AggregationLength, advertisement.AggregationLengthV6, advertisement.LocalPref));
        Assert.Empty(advertisement.Pools);
        Assert.Empty(advertisement.Peers);
        Assert.Empty(advertisement.Communities);
        Assert.Empty(advertisement.Exclusions);
    }

    [Fact]
    public void Carries_every_field_over()
    {
        var configuration = Review(
            _plain with
            {
                IPAddressPools = ["b", "a"],
                IPAddressPoolSelectors = [_everything],
                AggregationLength = 24,
                AggregationLengthV6 = 64,
                LocalPref = 4294967295,
                Communities = ["64512:1", "large:1:2:3", "vpn", "no-export"],
                Peers = ["tor-2", "tor-1"],
                NodeSelectors = [_everything],
            },
            new CommunitySpec { Name = "c", Communities = [new CommunityEntrySpec("vpn", "1234:1")] });

        Assert.Empty(configuration.Refused);
        var advertisement = Assert.Single(configuration.Advertisements);
        Assert.Equal(["a", "b"], advertisement.Pools);
        Assert.Single(advertisement.PoolSelectors);
        Assert.Equal(
            (24, 64, uint.MaxValue), (advertisement.AggregationLength, advertisement.AggregationLengthV6, advertisement.LocalPref));
        Assert.Equal(
            ["1234:1", "64512:1", "65535:65281", "large:1:2:3"],
            advertisement.Communities.Select(community => community.ToString()));
        Assert.Equal(["tor-1", "tor-2"], advertisement.Peers);
        Assert.Single(advertisement.NodeSelectors);
    }

    [Fact]
    public void A_defined_name_wins_over_a_well_known_one()
    {
        var configuration = Review(
            _plain with { Communities = ["no-export"] },
            new CommunitySpec { Name = "c", Communities = [new CommunityEntrySpec("no-export", "1:1")] });

        Assert.Equal("1:1", Assert.Single(Assert.Single(configuration.Advertisements).Communities).ToString());
    }

    [Fact]
    public void Service_selectors_go_with_host_routes() => // C-057
        Assert.Empty(Review(
            _plain with { ServiceSelectors = [_everything], AggregationLength = 32, AggregationLengthV6 = 128 }).Refused);

    public static TheoryData<BGPAdvertisementSpec, string, string> Faults => new()
    {
        { _plain with { AggregationLength = 33 }, "spec.aggregationLength", "invalid aggregation length 33 for IPv4" }, // C-050
        { _plain with { AggregationLength = 0 }, "spec.aggregationLength", "invalid aggregation length 0 for IPv4" },
        { _plain with { AggregationLengthV6 = 129 }, "spec.aggregationLengthV6", "invalid aggregation length 129 for IPv6" }, // C-051
        { _plain with { AggregationLengthV6 = -1 }, "spec.aggregationLengthV6", "invalid aggregation length -1 for IPv6" },
        { _plain with { LocalPref = -1 }, "spec.localPref", "invalid local preference -1" }, // C-052
        { _plain with { Communities = ["1:1", "1:1"] }, "spec.communities[1]", "duplicate definition of community \"1:1\"" }, // C-053
        {
            _plain with { Communities = [.. Enumerable.Range(1, 64).Select(number => $"1:{number}")] },
            "spec.communities",
            "max supported communities is 63, got 64" // B-013
        },
        { _plain with { IPAddressPools = ["p", "p"] }, "spec.ipAddressPools[1]", "duplicate definition of ipAddressPools \"p\"" }, // C-054
        {
            _plain with { IPAddressPoolSelectors = [_everything, _everything] },
            "spec.ipAddressPoolSelectors[1]",
            "duplicate definition of ipAddressPoolSelectors \"\"" // C-007
        },
        { _plain with { NodeSelectors = [_everything, _everything] }, "spec.nodeSelectors[1]", "duplicate definition of nodeSelectors \"\"" },
        { _plain with { Peers = ["tor", "tor"] }, "spec.peers[1]", "duplicate definition of peers \"tor\"" }, // C-056
        {
            _plain with { ServiceSelectors = [_everything, _everything] },
            "spec.serviceSelectors[1]",
            "duplicate definition of serviceSelectors \"\""
        },
        {
            _plain with { ServiceSelectors = [_everything], AggregationLength = 24 },
            "spec.aggregationLength",
            "serviceSelectors and aggregationLength are mutually exclusive, both cannot be set in adv" // C-058, T-262, T-ERR
        },
        {
            _plain with { ServiceSelectors = [_everything], AggregationLengthV6 = 64 },
            "spec.aggregationLengthV6",
            "serviceSelectors and aggregationLengthV6 are mutually exclusive, both cannot be set in adv"
        },
        {
            _plain with { Communities = ["large:1:2"] },
            "spec.communities[0]",
            "invalid community format: large:1:2\ninvalid community \"large:1:2\" in BGP advertisement"
        },
        {
            _plain with { Communities = ["my-valid-alias"] },
            "spec.communities[0]",
            "invalid community format: my-valid-alias\ninvalid community \"my-valid-alias\" in BGP advertisement" // T-ERR
        },
        {
            _plain with { Communities = ["lrge:1:2:3"] },
            "spec.communities[0]",
            "invalid community value: invalid marker for large community, expected community to be of format "
            + "large:<uint32>:<uint32>:<uint32> but got \"lrge:1:2:3\" instead\ninvalid community \"lrge:1:2:3\" in BGP advertisement"
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Refuses_in_MetalLBs_words(BGPAdvertisementSpec spec, string field, string message)
    {
        var configuration = ConfigurationReview.ReviewBgp(new BgpSpecs
        {
            Namespace = "metallb-system",
            Advertisements = [spec, _plain with { Name = "good" }],
        });

        Assert.Equal("good", Assert.Single(configuration.Advertisements).Name); // Invariant 6
        var refusal = Assert.Single(configuration.Refused);
        Assert.Equal(
            ("BGPAdvertisement", "adv", field, message), (refusal.Kind, refusal.Name, refusal.Field, refusal.Message));
        Assert.EndsWith(".", refusal.Remedy, StringComparison.Ordinal);
    }

    [Theory] // C-090, T-293
    [InlineData("my-valid-alias", ConfigurationRefusalReason.UnusableReference)]
    [InlineData("1:x", ConfigurationRefusalReason.Invalid)]
    public void Only_what_may_be_a_name_can_heal_by_itself(string community, ConfigurationRefusalReason reason) =>
        Assert.Equal(reason, Assert.Single(Review(_plain with { Communities = [community] }).Refused).Reason);

    [Fact]
    public void Names_of_pools_and_peers_that_do_not_exist_are_no_fault() => // C-054, C-056
        Assert.Empty(Review(_plain with { IPAddressPools = ["gone"], Peers = ["gone"] }).Refused);

    private static BgpConfiguration Review(BGPAdvertisementSpec spec, params CommunitySpec[] communities) =>
        ConfigurationReview.ReviewBgp(new BgpSpecs
        {
            Namespace = "metallb-system",
            Advertisements = [spec],
            Communities = [.. communities],
        });
}
