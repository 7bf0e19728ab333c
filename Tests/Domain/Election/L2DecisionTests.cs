using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Election;

/// <summary>
/// Who announces an address, and why nobody does. For 10.0.0.1 the hash alone gives node-b, node-a, node-c.
/// </summary>
public sealed class L2DecisionTests
{
    private static readonly L2Advertisement _everything = new() { Name = "everything" };

    private static readonly ClusterView _view = Given.View(Given.Pool("p", "10.0.0.0/24") with { Labels = Given.Labels("zone=a") })
        .WithNodes(Given.Node("node-a", "role=edge", "rack=1"), Given.Node("node-b", "rack=1"), Given.Node("node-c", "rack=2"))
        .WithAdvertisements(_everything);

    private static readonly ServiceBacking _service = new()
    {
        Service = new ServiceKey("default", "web"),
        Pool = "p",
        HasServingEndpoint = true,
        ElectionAddress = Address.Parse("10.0.0.1"),
        Labels = Given.Labels("app=web"),
    };

    // design.md section 6: a pool that contains a node's own address must not cut the node off.
    [Fact]
    public void A_nodes_own_address_is_never_announced()
    {
        var view = _view with { NodeAddresses = [_service.ElectionAddress] };

        Assert.Equal(L2Refusal.NodeAddress, L2Election.Decide([_service], view).Refusal);
        Assert.Equal("node-b", L2Election.Decide([_service], _view).Announcer);
    }

    [Fact]
    public void The_first_candidate_announces_on_every_interface() // L-015, L-053
    {
        var decision = L2Election.Decide([_service], _view);

        Assert.Equal("node-b", decision.Announcer);
        Assert.Equal(["node-b", "node-a", "node-c"], decision.Candidates.AsEnumerable());
        Assert.Empty(decision.Interfaces);
        Assert.Null(decision.Refusal);
    }

    [Fact]
    public void Nobody_announces_an_address_without_Services() => AssertRefused(L2Refusal.NoService, [], _view);

    [Fact]
    public void Nobody_announces_without_a_serving_endpoint() => // L-010
        AssertRefused(L2Refusal.NoServingEndpoint, [_service with { HasServingEndpoint = false }], _view);

    [Fact]
    public void Nobody_announces_without_an_advertisement_of_the_pool()
    {
        AssertRefused(L2Refusal.NoMatchingAdvertisement, [_service], _view.WithAdvertisements());
        AssertRefused(
            L2Refusal.NoMatchingAdvertisement, [_service],
            _view.WithAdvertisements(_everything with { Pools = ["other"] })); // C-030
        AssertRefused(
            L2Refusal.NoMatchingAdvertisement, [_service],
            _view.WithAdvertisements(_everything with { PoolSelectors = [Given.Selector("zone=b")] })); // C-031
        AssertRefused(
            L2Refusal.NoMatchingAdvertisement, [_service],
            _view.WithAdvertisements(_everything with { ServiceSelectors = [Given.Selector("app=api")] })); // L-011
        AssertRefused(
            L2Refusal.NoMatchingAdvertisement, [_service],
            _view.WithAdvertisements(_everything with { NodeSelectors = [Given.Selector("role=none")] })); // L-012
        AssertRefused(L2Refusal.NoMatchingAdvertisement, [_service with { Pool = "gone" }], _view);
    }

    [Theory] // C-030, C-031: names and selectors are united.
    [InlineData("p", "zone=b")]
    [InlineData("other", "zone=a")]
    public void An_advertisement_covers_a_pool_by_name_or_by_label(string name, string selector)
    {
        var view = _view.WithAdvertisements(
            _everything with { Pools = [name], PoolSelectors = [Given.Selector(selector)] });

        Assert.Equal("node-b", L2Election.Decide([_service], view).Announcer);
    }

    [Fact]
    public void A_shared_address_and_a_service_selector_exclude_each_other() // L-016
    {
        var view = _view.WithAdvertisements(
            _everything, new L2Advertisement { Name = "selective", ServiceSelectors = [Given.Selector("app=web")] });

        AssertRefused(
            L2Refusal.SharedAddressWithServiceSelector, [_service with { HasSharingAnnotation = true }], view);
        Assert.Equal("node-b", L2Election.Decide([_service], view).Announcer);
    }

    [Fact]
    public void A_node_announces_only_with_an_agent_a_network_and_no_exclude_label() // L-013, L-020
    {
        var unavailable = _view.WithNodes(
            Given.Node("node-a"),
            Given.Node("node-b") with { IsNetworkUnavailable = true },
            Given.Node("node-c") with { IsExcludedFromLoadBalancers = true });
        var withoutAgents = unavailable with { Agents = ["node-b", "node-c"] };

        Assert.Equal(["node-a"], L2Election.Decide([_service], unavailable).Candidates.AsEnumerable());
        AssertRefused(L2Refusal.NoUsableNode, [_service], withoutAgents);
        Assert.Equal(
            ["node-c"], L2Election.Decide([_service], withoutAgents with { IgnoreExcludeLabel = true }).Candidates.AsEnumerable());
    }

    [Fact]
    public void Traffic_policy_Local_needs_an_endpoint_on_the_node() // L-014
    {
        var local = _service with { IsTrafficPolicyLocal = true, ServingNodes = ["node-c", "node-x"] };

        Assert.Equal(["node-c"], L2Election.Decide([local], _view).Candidates.AsEnumerable());
        AssertRefused(L2Refusal.NoLocalEndpoint, [local with { ServingNodes = ["node-x"] }], _view);
    }

    [Fact]
    public void Weights_of_all_matching_advertisements_add_up() // L-041, C-039
    {
        var view = _view.WithAdvertisements(
            _everything with { PreferredNodes = [new PreferredNodes(30, Given.Selector("rack=1"))] },
            new L2Advertisement { Name = "twin", PreferredNodes = [new PreferredNodes(30, Given.Selector("rack=1"))] },
            new L2Advertisement { Name = "other", PreferredNodes = [new PreferredNodes(50, Given.Selector("rack=2"))] });

        Assert.Equal(["node-b", "node-a", "node-c"], L2Election.Decide([_service], view).Candidates.AsEnumerable());
    }

    [Fact]
    public void A_preference_counts_only_where_its_advertisement_includes_the_node() // L-041
    {
        var view = _view.WithAdvertisements(
            _everything,
            new L2Advertisement
            {
                Name = "edge",
                NodeSelectors = [Given.Selector("role=edge")],
                PreferredNodes = [new PreferredNodes(10, Given.Selector("rack=1"))],
            });

        Assert.Equal("node-a", L2Election.Decide([_service], view).Announcer);
    }

    [Fact]
    public void The_interfaces_are_those_of_the_advertisements_that_include_the_announcer() // L-053
    {
        var view = _view.WithAdvertisements(
            new L2Advertisement { Name = "one", Interfaces = ["eth1", "eth0"] },
            new L2Advertisement { Name = "two", Interfaces = ["eth2"] },
            new L2Advertisement { Name = "three", Interfaces = ["eth3"], NodeSelectors = [Given.Selector("rack=2")] });
        var open = view.WithAdvertisements([.. view.L2Advertisements.Values, _everything]);

        Assert.Equal(["eth0", "eth1", "eth2"], L2Election.Decide([_service], view).Interfaces);
        Assert.Empty(L2Election.Decide([_service], open).Interfaces);
    }

    [Fact]
    public void A_service_selector_counts_before_nodes_so_that_nobody_sees_other_candidates() // L-017, W-108
    {
        var view = _view.WithAdvertisements(
            new L2Advertisement { Name = "web", ServiceSelectors = [Given.Selector("app=web")], NodeSelectors = [Given.Selector("rack=1")] },
            new L2Advertisement { Name = "api", ServiceSelectors = [Given.Selector("app=api")], NodeSelectors = [Given.Selector("rack=2")] });

        Assert.Equal(["node-b", "node-a"], L2Election.Decide([_service], view).Candidates.AsEnumerable());
        Assert.Equal(["node-c"], L2Election.Decide([_service with { Labels = Given.Labels("app=api") }], view).Candidates.AsEnumerable());
    }

    [Fact]
    public void Several_advertisements_of_a_pool_are_united() // L-018
    {
        var view = _view.WithAdvertisements(
            new L2Advertisement { Name = "one", NodeSelectors = [Given.Selector("rack=2")] },
            new L2Advertisement { Name = "two", NodeSelectors = [Given.Selector("role=edge")] });

        Assert.Equal(["node-a", "node-c"], L2Election.Decide([_service], view).Candidates.AsEnumerable());
    }

    [Theory] // L-040: dual stack, and several addresses of one Service, are hashed by the first one.
    [InlineData("fc00:f853:ccd:e799::1")]
    [InlineData("10.0.0.2")]
    public void All_addresses_of_a_Service_have_one_announcer(string second) => Assert.Equal(
        L2Election.Decide(Address.Parse("10.0.0.1"), [_service], _view, null).Candidates.AsEnumerable(),
        L2Election.Decide(Address.Parse(second), [_service], _view, null).Candidates.AsEnumerable());

    [Fact]
    public void A_shared_address_is_announced_when_any_of_its_Services_may_be()
    {
        var idle = Named("idle") with { HasServingEndpoint = false };
        var local = Named("local") with { IsTrafficPolicyLocal = true, ServingNodes = ["node-c"] };

        Assert.Equal(["node-c"], L2Election.Decide([idle, local], _view).Candidates.AsEnumerable());
        Assert.Equal(["node-b", "node-a", "node-c"], L2Election.Decide([local, Named("any"), idle], _view).Candidates.AsEnumerable());
    }

    [Fact]
    public void A_shared_address_follows_the_lowest_election_address_of_its_Services() // L-042
    {
        var other = Named("other") with { ElectionAddress = Address.Parse("10.0.0.2"), HasServingEndpoint = false };
        var first = L2Election.Decide([_service], _view);

        Assert.Equal(first.Candidates.AsEnumerable(), L2Election.Decide([other, _service], _view).Candidates.AsEnumerable());
        Assert.Equal(
            ["node-b", "node-c", "node-a"],
            L2Election.Decide([_service with { ElectionAddress = Address.Parse("10.0.0.2") }], _view).Candidates.AsEnumerable());
    }

    [Fact]
    public void When_all_are_refused_the_one_that_came_furthest_says_why()
    {
        var idle = Named("idle") with { HasServingEndpoint = false };
        var local = Named("local") with { IsTrafficPolicyLocal = true };

        AssertRefused(L2Refusal.NoLocalEndpoint, [idle, local], _view);
        AssertRefused(L2Refusal.NoLocalEndpoint, [local, idle], _view);
    }

    private static ServiceBacking Named(string name) => _service with { Service = new ServiceKey("default", name) };

    private static void AssertRefused(L2Refusal refusal, ServiceBacking[] services, ClusterView view)
    {
        var decision = L2Election.Decide(services, view);

        Assert.Equal(refusal, decision.Refusal);
        Assert.Null(decision.Announcer);
        Assert.Empty(decision.Candidates);
    }
}
