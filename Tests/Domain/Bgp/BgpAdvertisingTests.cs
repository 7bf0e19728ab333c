using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Bgp;

/// <summary>Which nodes advertise a Service, step by step as the reference has them (section 5.1).</summary>
public sealed class BgpAdvertisingTests
{
    private static readonly Address _vip = Address.Parse("10.0.0.5");
    private static readonly BgpAdvertisement _all = new() { Name = "all" };

    private static readonly ServiceBacking _service = new()
    {
        Service = new ServiceKey("default", "web"),
        Pool = "p",
        HasServingEndpoint = true,
        ServingNodes = ["a", "b"],
        ElectionAddress = _vip,
    };

    [Fact]
    public void Every_node_that_may_advertises_whether_its_agent_is_there_or_not() // B-008, T-200
    {
        var decisions = Decide(View(_all) with { Agents = [] }, _service);

        Assert.Equal(["a", "b", "c"], Advertising(decisions));
        Assert.All(decisions.Values, decision => Assert.Equal("10.0.0.5/32", Assert.Single(decision.Routes).Prefix.ToString()));
    }

    [Fact]
    public void Without_an_advertisement_of_the_pool_nobody_advertises() // B-009
    {
        Assert.Empty(Decide(View(), _service));
        Assert.Empty(Decide(View(_all with { Pools = ["other"] }), _service));
    }

    [Fact]
    public void A_node_that_no_advertisement_of_the_pool_includes_is_no_matter() // B-001, T-234
    {
        var decisions = Decide(View(_all with { NodeSelectors = [Given.Selector("rack=1")] }), _service);

        Assert.Equal(["a"], decisions.Keys);
    }

    [Fact]
    public void An_advertisement_for_other_Services_refuses_with_NoMatchingAdvertisement() // B-002, T-240
    {
        var view = View(_all with { ServiceSelectors = [Given.Selector("app=db")] });

        Assert.All(Decide(view, _service).Values, decision => Assert.Equal(BgpRefusal.NoMatchingAdvertisement, decision.Refusal));
        Assert.Equal(3, Advertising(Decide(view, _service with { Labels = Given.Labels("app=db") })).Length);
    }

    [Fact]
    public void Contradicting_preferences_refuse_the_one_Service_that_both_are_for() // B-003, B-031
    {
        var one = _all with { Name = "one", LocalPref = 100, ServiceSelectors = [Given.Selector("app=web")] };
        var other = _all with { Name = "other", LocalPref = 200, ServiceSelectors = [Given.Selector("tier=front")] };
        var view = View(one, other);

        var both = Decide(view, _service with { Labels = Given.Labels("app=web", "tier=front") });
        var first = Decide(view, _service with { Labels = Given.Labels("app=web") });

        Assert.All(both.Values, decision => Assert.Equal(BgpRefusal.ConflictingAdvertisements, decision.Refusal));
        Assert.Equal(3, Advertising(first).Length);
    }

    [Fact]
    public void Contradicting_preferences_for_different_peers_are_none() // C-060
    {
        var view = View(
            _all with { Name = "one", LocalPref = 100, Peers = ["x"] }, _all with { Name = "other", LocalPref = 200, Peers = ["y"] });

        Assert.Equal(3, Advertising(Decide(view, _service)).Length);
    }

    [Fact]
    public void A_node_without_network_and_one_with_the_exclude_label_do_not_advertise() // B-004, B-005, T-203
    {
        var view = View(_all).WithNodes(
            Given.Node("a") with { IsNetworkUnavailable = true },
            Given.Node("b") with { IsExcludedFromLoadBalancers = true },
            Given.Node("c"));

        var decisions = Decide(view, _service);

        Assert.Equal(BgpRefusal.NodeNetworkUnavailable, decisions["a"].Refusal);
        Assert.Equal(BgpRefusal.NodeExcluded, decisions["b"].Refusal);
        Assert.Equal(["b", "c"], Advertising(Decide(view with { IgnoreExcludeLabel = true }, _service)));
    }

    [Fact]
    public void With_policy_Local_only_nodes_with_a_serving_endpoint_advertise() // B-006, T-204
    {
        var decisions = Decide(View(_all), _service with { IsTrafficPolicyLocal = true });

        Assert.Equal(["a", "b"], Advertising(decisions));
        Assert.Equal(BgpRefusal.NoLocalEndpoint, decisions["c"].Refusal);
    }

    [Fact]
    public void Without_any_serving_endpoint_nobody_advertises() => // B-007
        Assert.All(
            Decide(View(_all), _service with { HasServingEndpoint = false, ServingNodes = [] }).Values,
            decision => Assert.Equal(BgpRefusal.NoEndpoint, decision.Refusal));

    [Fact]
    public void Each_matching_advertisement_contributes_its_prefix_peers_and_attributes() // B-010, T-244
    {
        var view = View(
            _all with { Name = "aggregate", AggregationLength = 24, Communities = [BgpCommunity.Standard(1, 2)] },
            _all with { Name = "host", Peers = ["x"], LocalPref = 300, Med = 7, Prepend = 2 });

        var routes = Decide(view, _service)["a"].Routes;

        Assert.Equal(["10.0.0.0/24", "10.0.0.5/32"], routes.Select(route => route.Prefix.ToString()));
        Assert.Equal(BgpCommunity.Standard(1, 2), Assert.Single(routes[0].Attributes.Communities));
        Assert.Null(routes[0].Attributes.LocalPreference);
        Assert.Equal(
            new RouteAttributes { LocalPreference = 300, Med = 7, Prepend = 2 }, routes[1].Attributes);
        Assert.Equal("x", Assert.Single(routes[1].Peers));
    }

    [Fact]
    public void An_IPv6_address_is_masked_to_the_length_for_IPv6() // B-010, B-028
    {
        var pooled = Given.View(Given.Pool("p", "2001:db8::/64")).WithNodes(Given.Node("a"));
        var view = pooled with { BgpAdvertisements = pooled.BgpAdvertisements.Add("all", _all with { AggregationLengthV6 = 112 }) };

        var decision = BgpAdvertising.Decide(_service, Address.Parse("2001:db8::1:5"), view, ServiceRouteTerms.None)["a"];

        Assert.Equal("2001:db8::1:0/112", Assert.Single(decision.Routes).Prefix.ToString());
    }

    [Fact]
    public void What_a_Service_asks_for_shows_in_its_own_route_and_never_in_one_that_is_for_others_too() // Invariant 4
    {
        var view = View(_all with { Name = "aggregate", AggregationLength = 24 }, _all with { Name = "host" });
        var terms = new ServiceRouteTerms(400, [BgpCommunity.Standard(64512, 1)], []);

        var routes = BgpAdvertising.Decide(_service, _vip, view, terms)["a"].Routes;

        Assert.Equal(RouteAttributes.None, routes[0].Attributes);
        Assert.Equal(
            new RouteAttributes { LocalPreference = 400, Communities = [BgpCommunity.Standard(64512, 1)] }, routes[1].Attributes);
    }

    [Fact]
    public void With_policy_Local_the_link_bandwidth_counts_the_ready_endpoints_of_the_node()
    {
        var view = View(_all with { BandwidthPerEndpoint = 1000 });
        var service = _service with
        {
            IsTrafficPolicyLocal = true,
            ReadyEndpoints = ImmutableSortedDictionary<string, int>.Empty.Add("a", 3).Add("b", 1),
        };

        var decisions = Decide(view, service);

        Assert.Equal(3000f, Assert.Single(decisions["a"].Routes).Attributes.LinkBandwidth);
        Assert.Equal(1000f, Assert.Single(decisions["b"].Routes).Attributes.LinkBandwidth);
        Assert.Equal(0f, Decide(view, service with { IsTrafficPolicyLocal = false })["a"].Routes[0].Attributes.LinkBandwidth);
    }

    [Fact]
    public void A_drained_node_goes_when_another_one_advertises_and_stays_when_it_is_the_only_one()
    {
        var draining = View(_all).WithNodes(Given.Node("a") with { IsDraining = true }, Given.Node("b"));
        var drained = draining with { DrainedNodes = ["a"] };
        var local = _service with { IsTrafficPolicyLocal = true, ServingNodes = ["a"] };

        Assert.Equal(["a", "b"], Advertising(Decide(draining, _service)));
        Assert.Equal(BgpRefusal.NodeDrained, Decide(drained, _service)["a"].Refusal);
        Assert.Equal(["a"], Advertising(Decide(drained, local)));
    }

    private static ImmutableSortedDictionary<string, BgpDecision> Decide(ClusterView view, ServiceBacking service) =>
        BgpAdvertising.Decide(service, _vip, view, ServiceRouteTerms.None);

    private static string[] Advertising(ImmutableSortedDictionary<string, BgpDecision> decisions) =>
        [.. decisions.Where(decision => decision.Value.IsAdvertised).Select(decision => decision.Key)];

    private static ClusterView View(params BgpAdvertisement[] advertisements) =>
        Given.View(Given.Pool("p", "10.0.0.0/24")).WithNodes(Given.Node("a", "rack=1"), Given.Node("b"), Given.Node("c")) with
        {
            BgpAdvertisements = ClusterView.Empty.BgpAdvertisements.AddRange(
                advertisements.Select(advertisement => KeyValuePair.Create(advertisement.Name, advertisement))),
        };
}
