using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Election;

/// <summary>
/// What comes before score and hash: hold-down, drains, links. For 10.0.0.1 the hash alone gives node-b, node-a, node-c.
/// </summary>
public sealed class L2StandingTests
{
    private static readonly Address _vip = Address.Parse("10.0.0.1");

    private static readonly ClusterView _view = Given.View(Given.Pool("p", "10.0.0.0/24"))
        .WithNodes(Given.Node("node-a"), Given.Node("node-b"), Given.Node("node-c"))
        .WithAdvertisements(new L2Advertisement { Name = "everything" });

    private static readonly ServiceBacking _service = new()
    {
        Service = new ServiceKey("default", "web"),
        Pool = "p",
        HasServingEndpoint = true,
        ElectionAddress = _vip,
    };

    [Fact]
    public void A_node_that_returned_takes_nothing_from_one_that_announces()
    {
        var held = _view with { HeldNodes = ["node-b"] };

        Assert.Equal("node-c", Decide(held with { HeldNodes = ["node-a", "node-b"] }, "node-c").Announcer);
        Assert.Equal("node-a", Decide(held, "node-c").Announcer);
        Assert.Equal("node-b", Decide(_view, "node-c").Announcer);
    }

    [Fact]
    public void A_node_that_returned_takes_what_nobody_else_can()
    {
        var view = _view with { HeldNodes = ["node-b", "node-c"], Agents = ["node-b", "node-c"] };

        Assert.Equal("node-b", Decide(view, "node-a").Announcer);
    }

    [Fact]
    public void A_new_address_goes_to_a_node_that_is_not_held_back() =>
        Assert.Equal("node-a", Decide(_view with { HeldNodes = ["node-b"] }, null).Announcer);

    [Fact]
    public void The_announcer_itself_is_never_held_back() =>
        Assert.Equal("node-b", Decide(_view with { HeldNodes = ["node-a", "node-b", "node-c"] }, "node-b").Announcer);

    [Fact]
    public void An_address_comes_back_on_request_only_where_the_operator_wants_that()
    {
        var view = _view with { L2Policy = new L2Policy(L2Placement.Hash, L2Failback.OnRequest) };

        Assert.Equal("node-c", Decide(view, "node-c").Announcer);
        Assert.Equal("node-b", Decide(view with { Agents = ["node-a", "node-b"] }, "node-c").Announcer);
        Assert.Equal("node-b", Decide(view, null).Announcer);
    }

    [Fact]
    public void A_drained_node_loses_its_addresses_to_any_other()
    {
        var decision = Decide(Draining("node-b"), "node-b");

        Assert.Equal("node-a", decision.Announcer);
        Assert.Equal(["node-a", "node-c", "node-b"], decision.Candidates.AsEnumerable());
        Assert.Equal(AnnouncerChange.Drained, decision.ChangeFrom("node-b"));
    }

    [Fact]
    public void A_deaf_node_loses_its_addresses_even_to_a_draining_one_and_keeps_what_nobody_else_can_announce()
    {
        var view = Draining("node-a", "node-c");
        var deaf = view with { DeafNodes = view.DeafNodes.Add("node-b", _vip) };
        var decision = Decide(deaf, "node-b");

        Assert.Equal("node-a", decision.Announcer);
        Assert.Equal(AnnouncerChange.AnnouncerDeaf, decision.ChangeFrom("node-b"));
        Assert.Equal("node-b", Decide(deaf with { Agents = ["node-b"] }, "node-b").Announcer);
    }

    [Fact]
    public void A_drained_node_keeps_what_nobody_else_can_announce()
    {
        var alone = Draining("node-b", "node-c") with { Agents = ["node-b", "node-c"] };

        Assert.Equal("node-c", Decide(alone, "node-c").Announcer);
        Assert.Equal("node-b", Decide(alone, null).Announcer);
    }

    [Fact]
    public void A_node_without_carrier_loses_its_addresses_at_once_even_to_one_that_returned()
    {
        var decision = Decide(CutOff("node-b") with { HeldNodes = ["node-a", "node-c"] }, "node-b");

        Assert.Equal("node-a", decision.Announcer);
        Assert.Equal(AnnouncerChange.LinkLost, decision.ChangeFrom("node-b"));
    }

    [Fact]
    public void When_every_node_is_without_carrier_nothing_moves() =>
        Assert.Equal("node-c", Decide(CutOff("node-a", "node-b", "node-c"), "node-c").Announcer);

    [Fact]
    public void Preferences_count_only_among_nodes_of_equal_standing() // L-120
    {
        var view = Draining("node-c").WithAdvertisements(new L2Advertisement
        {
            Name = "preferring",
            PreferredNodes = [new PreferredNodes(100, Given.Selector("rack=1"))],
        });
        view = view.WithNodes(Given.Node("node-a"), Given.Node("node-b"), Given.Node("node-c", "rack=1") with { IsDraining = true });

        Assert.Equal("node-b", Decide(view, "node-c").Announcer);
        Assert.Equal("node-c", Decide(view.WithNodes([.. view.Nodes.Values.Select(node => node with { IsDraining = false })]), "node-b").Announcer);
    }

    [Fact]
    public void Those_among_which_only_the_placement_chooses_are_of_one_standing_and_score()
    {
        Assert.Equal(["node-b", "node-a", "node-c"], Decide(_view, "node-c").Peers.AsEnumerable());
        Assert.Equal(["node-a", "node-c"], Decide(_view with { HeldNodes = ["node-b"] }, "node-c").Peers.AsEnumerable());
        Assert.Equal(["node-a", "node-c"], Decide(Draining("node-b"), null).Peers.AsEnumerable());
    }

    [Theory]
    [InlineData(null, AnnouncerChange.Elected)]
    [InlineData("node-b", AnnouncerChange.InterfacesChanged)]
    [InlineData("node-c", AnnouncerChange.BetterNode)]
    [InlineData("node-x", AnnouncerChange.AnnouncerLost)]
    public void Every_change_of_announcer_has_a_reason(string? before, AnnouncerChange expected) =>
        Assert.Equal(expected, Decide(_view, before).ChangeFrom(before));

    [Fact]
    public void Nobody_after_somebody_is_a_refusal() =>
        Assert.Equal(AnnouncerChange.Refused, Decide(_view with { Agents = [] }, "node-b").ChangeFrom("node-b"));

    private static L2Decision Decide(ClusterView view, string? incumbent) =>
        L2Election.Decide(_vip, [_service], view, incumbent);

    private static ClusterView Draining(params string[] nodes) => _view.WithNodes(
        [.. _view.Nodes.Values.Select(node => node with { IsDraining = nodes.Contains(node.Name) })]);

    private static ClusterView CutOff(params string[] nodes) => _view with
    {
        Links = _view.Links.AddRange(_view.Nodes.Keys.Select(node => KeyValuePair.Create(node, new NodeLinks
        {
            ByName = NodeLinks.None.ByName.Add("eth0", new NodeLink { Name = "eth0", IsUsable = !nodes.Contains(node) }),
        }))),
    };
}
