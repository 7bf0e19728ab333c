using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Bgp;

/// <summary>Which sessions a node holds, and with what settings.</summary>
public sealed class BgpSessionPlanTests
{
    private static readonly BgpPeer _tor = new()
    {
        Name = "tor", MyASN = 64512, PeerASN = 64513, Address = Address.Parse("192.0.2.1"),
    };

    [Fact]
    public void Sessions_are_held_by_the_nodes_that_the_peer_selects() // B-015, T-238
    {
        var view = View(_tor with { NodeSelectors = [Given.Selector("rack=1")] });

        Assert.Single(BgpSessionPlan.Of("a", view).Sessions);
        Assert.Empty(BgpSessionPlan.Of("b", view).Sessions);
    }

    [Fact]
    public void A_node_is_known_by_its_name_and_not_by_its_hostname_label()
    {
        var view = View(_tor).WithNodes(Given.Node("a", "kubernetes.io/hostname=other"));

        Assert.Single(BgpSessionPlan.Of("a", view).Sessions);
        Assert.Empty(BgpSessionPlan.Of("other", view).Sessions);
    }

    [Fact]
    public void Source_address_and_localASN_reach_the_session()
    {
        var view = View(_tor with { SourceAddress = Address.Parse("192.0.2.9"), LocalASN = 65000 });

        var session = BgpSessionPlan.Of("a", view).Sessions["tor"];

        Assert.Equal(Address.Parse("192.0.2.9"), session.Peer.SourceAddress);
        Assert.Equal(65000U, session.Peer.LocalASN);
    }

    [Fact]
    public void The_profile_of_a_peer_is_part_of_its_session_and_goes_with_the_last_one()
    {
        var profile = new BfdProfile { Name = "fast", DetectMultiplier = 5 };
        var watched = View(_tor with { BfdProfile = "fast" }) with { BfdProfiles = ClusterView.Empty.BfdProfiles.Add("fast", profile) };

        Assert.Equal(profile, BgpSessionPlan.Of("a", watched).Sessions["tor"].Bfd);
        Assert.Null(BgpSessionPlan.Of("a", View(_tor)).Sessions["tor"].Bfd);
    }

    [Fact]
    public void Who_else_a_peer_selects_is_no_change_of_the_session() // B-016, W-123
    {
        var before = BgpSessionPlan.Of("a", View(_tor)).Sessions["tor"];
        var after = BgpSessionPlan.Of("a", View(_tor with { NodeSelectors = [Given.Selector("rack=1")], ExcludedNodes = ["b"] })).Sessions["tor"];

        Assert.Equal(before, after);
    }

    [Fact]
    public void Several_peers_of_one_address_and_different_ports_router_ids_and_numbers_are_several_sessions() // B-055, B-056
    {
        var view = View(_tor, _tor with { Name = "other", Port = 1179, MyASN = 64999, RouterID = Address.Parse("9.9.9.9") });

        Assert.Equal(["other", "tor"], BgpSessionPlan.Of("a", view).Sessions.Keys);
    }

    [Fact]
    public void A_node_that_is_gone_holds_nothing() =>
        Assert.Empty(BgpSessionPlan.Of("gone", View(_tor)).Sessions);

    private static ClusterView View(params BgpPeer[] peers) =>
        Given.View().WithNodes(Given.Node("a", "rack=1"), Given.Node("b", "rack=2")) with
        {
            Peers = ClusterView.Empty.Peers.AddRange(peers.Select(peer => KeyValuePair.Create(peer.Name, peer))),
        };
}
