using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Tests.Domain.Configuration;

public sealed class CommunityReviewTests
{
    [Fact]
    public void Standard_and_large_communities_get_names() // C-120
    {
        var configuration = Review(Of("c", ("vpn", "1234:1"), ("wide", "large:1:2:3")));

        Assert.Empty(configuration.Refused);
        var names = Assert.Single(configuration.Communities).Communities;
        Assert.Equal(("1234:1", "large:1:2:3"), (names["vpn"].ToString(), names["wide"].ToString()));
    }

    [Theory] // C-121, T-266, T-ERR
    [InlineData("x:1", "parsing community \"n\": invalid community value: invalid section \"x\"")]
    [InlineData("big:1:2:3", "parsing community \"n\": invalid community value: invalid marker for large community, expected community to be of format large:<uint32>:<uint32>:<uint32> but got \"big:1:2:3\"")]
    [InlineData("1:2:3", "parsing community \"n\": invalid community format: 1:2:3")]
    public void Refuses_what_is_no_community(string value, string start)
    {
        var configuration = Review(Of("c", ("good", "1:1"), ("n", value)));

        Assert.Empty(configuration.Communities);
        var refusal = Assert.Single(configuration.Refused);
        Assert.Equal(("Community", "c", "spec.communities[1].value"), (refusal.Kind, refusal.Name, refusal.Field));
        Assert.StartsWith(start, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ConfigurationRefusalReason.Invalid, refusal.Reason);
    }

    [Fact]
    public void A_name_is_defined_once_in_one_object() // C-121, T-268
    {
        var refusal = Assert.Single(Review(Of("c", ("n", "1:1"), ("n", "1:2"))).Refused);

        Assert.Equal(
            ("spec.communities[1].name", "duplicate definition of community \"n\"", ConfigurationRefusalReason.Invalid),
            (refusal.Field, refusal.Message, refusal.Reason));
    }

    [Fact]
    public void A_name_is_defined_once_over_all_objects_and_the_older_keeps_it() // C-121, T-268
    {
        var young = Of("a", ("n", "1:1")) with { CreatedAt = DateTimeOffset.UnixEpoch };

        var configuration = Review(young, Of("b", ("n", "1:2")));

        Assert.Equal("b", Assert.Single(configuration.Communities).Name);
        var refusal = Assert.Single(configuration.Refused);
        Assert.Equal(
            ("a", "duplicate definition of community \"n\"", ConfigurationRefusalReason.Conflict),
            (refusal.Name, refusal.Message, refusal.Reason));
    }

    [Fact]
    public void A_refused_object_defines_nothing() // Invariant 6
    {
        var configuration = Review(Of("a", ("n", "1:1"), ("bad", "?:?")), Of("b", ("n", "1:2")));

        Assert.Equal("b", Assert.Single(configuration.Communities).Name);
        Assert.Equal("a", Assert.Single(configuration.Refused).Name);
    }

    private static CommunitySpec Of(string name, params (string Name, string Value)[] entries) => new()
    {
        Name = name,
        Communities = [.. entries.Select(entry => new CommunityEntrySpec(entry.Name, entry.Value))],
    };

    private static BgpConfiguration Review(params CommunitySpec[] communities) =>
        ConfigurationReview.ReviewBgp(new BgpSpecs { Namespace = "metallb-system", Communities = [.. communities] });
}
