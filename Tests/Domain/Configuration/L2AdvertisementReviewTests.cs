using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Tests.Domain.Configuration;

public sealed class L2AdvertisementReviewTests
{
    private static readonly LabelSelectorSpec _everything = new();

    [Fact]
    public void An_advertisement_without_a_spec_is_fine()
    {
        var (accepted, refused) = ConfigurationReview.ReviewL2Advertisements([new L2AdvertisementSpec { Name = "l2" }]);

        Assert.Empty(refused);
        Assert.Equal("l2", Assert.Single(accepted).Name);
    }

    [Fact]
    public void Carries_every_field_over()
    {
        var spec = new L2AdvertisementSpec
        {
            Name = "l2",
            IPAddressPools = ["b", "a"],
            IPAddressPoolSelectors = [_everything],
            NodeSelectors = [_everything],
            Interfaces = ["eth1", "eth0", "eth1"],
            ServiceSelectors = [_everything],
            PreferredNodeSelectors = [new PreferredNodesSpec(100, _everything), new PreferredNodesSpec(1, _everything)],
        };

        var (accepted, refused) = ConfigurationReview.ReviewL2Advertisements([spec]);

        Assert.Empty(refused);
        var advertisement = Assert.Single(accepted);
        Assert.Equal(["a", "b"], advertisement.Pools);
        Assert.Single(advertisement.PoolSelectors);
        Assert.Single(advertisement.NodeSelectors);
        Assert.Single(advertisement.ServiceSelectors);
        Assert.Equal(["eth0", "eth1"], advertisement.Interfaces);
        Assert.Equal([100, 1], advertisement.PreferredNodes.Select(preferred => preferred.Weight));
    }

    [Fact]
    public void Refuses_a_pool_named_twice() => AssertRefused( // C-030
        "spec.ipAddressPools[1]",
        "duplicate definition of ipAddressPools \"a\"",
        new L2AdvertisementSpec { Name = "l2", IPAddressPools = ["a", "a"] });

    [Fact]
    public void Refuses_a_selector_given_twice_in_each_of_the_three_lists() // C-007
    {
        AssertRefused(
            "spec.ipAddressPoolSelectors[1]",
            "duplicate definition of ipAddressPoolSelectors \"\"",
            new L2AdvertisementSpec { Name = "l2", IPAddressPoolSelectors = [_everything, _everything] });
        AssertRefused(
            "spec.nodeSelectors[1]",
            "duplicate definition of nodeSelectors \"\"",
            new L2AdvertisementSpec { Name = "l2", NodeSelectors = [_everything, _everything] });
        AssertRefused(
            "spec.serviceSelectors[1]",
            "duplicate definition of serviceSelectors \"\"",
            new L2AdvertisementSpec { Name = "l2", ServiceSelectors = [_everything, _everything] });
    }

    [Fact]
    public void A_preference_may_be_given_twice() // C-007, C-039
    {
        var twice = new PreferredNodesSpec(50, _everything);

        var (_, refused) = ConfigurationReview.ReviewL2Advertisements(
            [new L2AdvertisementSpec { Name = "l2", PreferredNodeSelectors = [twice, twice] }]);

        Assert.Empty(refused);
    }

    [Theory] // C-036
    [InlineData(0)]
    [InlineData(101)]
    [InlineData(-1)]
    public void Refuses_a_weight_out_of_range(int weight) => AssertRefused(
        "spec.preferredNodeSelectors[0].weight",
        $"invalid value {weight}, must be in 1-100 range",
        new L2AdvertisementSpec
        {
            Name = "l2",
            PreferredNodeSelectors = [new PreferredNodesSpec(weight, _everything)],
        });

    [Fact]
    public void A_refused_advertisement_costs_no_other() // Invariant 6
    {
        var (accepted, refused) = ConfigurationReview.ReviewL2Advertisements(
            [
                new L2AdvertisementSpec { Name = "good" },
                new L2AdvertisementSpec { Name = "bad", IPAddressPools = ["a", "a"] },
                new L2AdvertisementSpec { Name = "better" },
            ]);

        Assert.Equal(["better", "good"], accepted.Select(advertisement => advertisement.Name));
        Assert.Equal("bad", Assert.Single(refused).Name);
    }

    private static void AssertRefused(string field, string message, L2AdvertisementSpec spec)
    {
        var (accepted, refused) = ConfigurationReview.ReviewL2Advertisements([spec]);

        Assert.Empty(accepted);
        var refusal = Assert.Single(refused);
        Assert.Equal(
            ("L2Advertisement", "l2", field, message), (refusal.Kind, refusal.Name, refusal.Field, refusal.Message));
        Assert.EndsWith(".", refusal.Remedy, StringComparison.Ordinal);
    }
}
