using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Tests.Domain.Bgp;

/// <summary>What a Service gets of what it asks its routes to say.</summary>
public sealed class ServiceRouteTermsTests
{
    private static readonly CommunityNames _names = new()
    {
        Name = "names",
        Communities = ImmutableSortedDictionary<string, BgpCommunity>.Empty.Add("vpn", BgpCommunity.Standard(64512, 7)),
    };

    private static readonly PoolBgpPolicy _policy = new()
    {
        AllowedCommunities = [Pattern("64512:*"), Pattern("no-export"), Pattern("large:64512:1:*")],
        LocalPreferenceMin = 50,
        LocalPreferenceMax = 150,
    };

    [Fact]
    public void Without_a_policy_nothing_is_granted_and_each_wish_is_told_of()
    {
        var terms = ServiceRouteTerms.Judge(new ServiceRouteRequest("64512:1", "100"), PoolBgpPolicy.None, []);

        Assert.Null(terms.LocalPreference);
        Assert.Empty(terms.Communities);
        Assert.Equal(2, terms.Refusals.Length);
        Assert.Contains("allows none", terms.Refusals[0], StringComparison.Ordinal);
        Assert.Contains("\"64512:1\" is not allowed", terms.Refusals[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_allowed_is_granted_by_value_and_by_name()
    {
        var terms = Judge("64512:1, vpn ,no-export,large:64512:1:9", "100");

        Assert.Empty(terms.Refusals);
        Assert.Equal(100U, terms.LocalPreference);
        Assert.Equal(["64512:1", "64512:7", "65535:65281", "large:64512:1:9"], terms.Communities.Select(item => item.ToString()));
    }

    [Fact]
    public void One_wish_that_is_not_allowed_leaves_the_others()
    {
        var terms = Judge("64513:1,64512:1,blackhole", "151");

        Assert.Equal("64512:1", Assert.Single(terms.Communities).ToString());
        Assert.Null(terms.LocalPreference);
        Assert.Equal(3, terms.Refusals.Length);
    }

    [Theory]
    [InlineData("nonsense", null)]
    [InlineData("1:2:3", null)]
    [InlineData(null, "-1")]
    [InlineData(null, "high")]
    [InlineData(null, "4294967296")]
    public void What_makes_no_sense_is_a_refusal(string? communities, string? preference) =>
        Assert.Single(Judge(communities, preference).Refusals);

    [Fact]
    public void The_annotations_are_read_from_the_Service()
    {
        var service = new ServiceView
        {
            Key = new ServiceKey("default", "web"),
            Annotations = ImmutableSortedDictionary<string, string>.Empty
                .Add("metalorleans.io/bgp-communities", "1:2").Add("metalorleans.io/bgp-local-preference", "9"),
        };

        Assert.Equal(new ServiceRouteRequest("1:2", "9"), ServiceRouteRequest.Of(service));
        Assert.Equal(ServiceRouteRequest.None, ServiceRouteRequest.Of(service with { Annotations = service.Annotations.Clear() }));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("1:2:3")]
    [InlineData("65536:1")]
    [InlineData("a:b")]
    [InlineData("small:1:2:3")]
    public void What_no_community_can_be_like_is_no_pattern(string text) => Assert.Null(CommunityPattern.Parse(text));

    private static ServiceRouteTerms Judge(string? communities, string? preference) =>
        ServiceRouteTerms.Judge(new ServiceRouteRequest(communities, preference), _policy, [_names]);

    private static CommunityPattern Pattern(string text) => CommunityPattern.Parse(text)!;
}
