using MetalOrleans.Domain.Bgp;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Bgp;

/// <summary>C-060 and B-031.</summary>
public sealed class LocalPreferenceRuleTests
{
    private static readonly BgpAdvertisement _low = new() { Name = "low", LocalPref = 100 };
    private static readonly BgpAdvertisement _high = new() { Name = "high", LocalPref = 200 };

    [Theory]
    [InlineData("10.0.0.0/24")]
    [InlineData("fc00::/64")]
    [InlineData("10.0.0.0/24", "fc00::/64")]
    public void Two_preferences_for_the_same_prefixes_contradict(params string[] ranges) =>
        Assert.True(LocalPreferenceRule.Contradict(_low, _high, Given.Pool("p", ranges)));

    [Fact]
    public void Equal_preferences_do_not_contradict() =>
        Assert.False(LocalPreferenceRule.Contradict(_low, _high with { LocalPref = 100 }, Given.Pool("p", "10.0.0.0/24")));

    [Fact]
    public void A_preference_and_none_contradict() =>
        Assert.True(LocalPreferenceRule.Contradict(_low, _high with { LocalPref = 0 }, Given.Pool("p", "10.0.0.0/24")));

    [Fact]
    public void Other_lengths_make_other_routes_in_each_family_of_the_pool()
    {
        var other4 = _high with { AggregationLength = 24 };
        var other6 = _high with { AggregationLengthV6 = 64 };
        var otherBoth = other4 with { AggregationLengthV6 = 64 };
        var pool4 = Given.Pool("p", "10.0.0.0/24");
        var pool6 = Given.Pool("p", "fc00::/64");
        var both = Given.Pool("p", "10.0.0.0/24", "fc00::/64");

        Assert.False(LocalPreferenceRule.Contradict(_low, other4, pool4));
        Assert.True(LocalPreferenceRule.Contradict(_low, other6, pool4));
        Assert.False(LocalPreferenceRule.Contradict(_low, other6, pool6));
        Assert.True(LocalPreferenceRule.Contradict(_low, other4, both));
        Assert.True(LocalPreferenceRule.Contradict(_low, other6, both));
        Assert.False(LocalPreferenceRule.Contradict(_low, otherBoth, both));
    }

    [Fact]
    public void Advertisements_to_different_peers_do_not_contradict()
    {
        var pool = Given.Pool("p", "10.0.0.0/24");

        Assert.False(LocalPreferenceRule.Contradict(_low with { Peers = ["a"] }, _high with { Peers = ["b"] }, pool));
        Assert.True(LocalPreferenceRule.Contradict(_low with { Peers = ["a", "b"] }, _high with { Peers = ["b"] }, pool));
        Assert.True(LocalPreferenceRule.Contradict(_low with { Peers = ["a"] }, _high, pool));
    }

    [Fact]
    public void Of_several_the_first_two_that_contradict_are_named() // B-003, B-031
    {
        var pool = Given.Pool("p", "10.0.0.0/24");
        var same = _low with { Name = "same" };

        Assert.Equal(("low", "high"), Names(LocalPreferenceRule.FirstContradiction([_low, same, _high], pool)));
        Assert.Null(LocalPreferenceRule.FirstContradiction([_low, same], pool));
        Assert.Null(LocalPreferenceRule.FirstContradiction([], pool));
    }

    private static (string One, string Other)? Names((BgpAdvertisement One, BgpAdvertisement Other)? pair) =>
        pair is { } found ? (found.One.Name, found.Other.Name) : null;
}
