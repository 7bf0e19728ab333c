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
        Name = "tor",
        MyASN = 64512,
        PeerASN = 64513,
        Address = Address.Parse("192.0.2.1"),
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
    public void A_peer_takes_its_address_and_its_number_from_labels_and_annotations_of_each_node()
    {
        var peer = _tor with
        {
            Address = null,
            PeerASN = null,
            AddressFrom = NodeValue.Parse("label:tor-address"),
            PeerASNFrom = NodeValue.Parse("annotation:metalorleans.io/tor-asn"),
        };
        var view = View(peer).WithNodes(
            Given.Node("a", "tor-address=192.0.2.77") with { Annotations = Given.Labels("metalorleans.io/tor-asn=65001") },
            Given.Node("b"),
            Given.Node("c", "tor-address=nonsense"));

        var session = BgpSessionPlan.Of("a", view).Sessions["tor"];

        Assert.Equal((Address.Parse("192.0.2.77"), 65001U), (session.Peer.Address, session.Peer.PeerASN));
        Assert.Null(session.Peer.AddressFrom);
        Assert.Equal(BgpSessionRefusalReason.ValueMissing, Assert.Single(BgpSessionPlan.Of("b", view).Refused).Reason);
        Assert.Equal(BgpSessionRefusalReason.ValueInvalid, Assert.Single(BgpSessionPlan.Of("c", view).Refused).Reason);
        Assert.Empty(BgpSessionPlan.Of("b", view).Sessions);
    }

    [Fact]
    public void A_peer_is_found_at_the_nodes_default_gateway_of_its_family_the_lowest_of_several()
    {
        var view = View(
            _tor with { Address = null, AddressFrom = NodeValue.Parse("default-gateway") },
            _tor with { Name = "six", Address = null, AddressFrom = NodeValue.Parse("default-gateway-ipv6") }) with
        {
            Gateways = ClusterView.Empty.Gateways.Add("a", Given.Addresses("192.0.2.254", "fe80::1", "192.0.2.253")),
        };

        var sessions = BgpSessionPlan.Of("a", view).Sessions;

        Assert.Equal(Address.Parse("192.0.2.253"), sessions["tor"].Peer.Address);
        Assert.Equal(Address.Parse("fe80::1"), sessions["six"].Peer.Address);
        Assert.Equal(2, BgpSessionPlan.Of("b", view).Refused.Length);
    }

    [Fact]
    public void Where_the_node_says_nothing_the_peers_own_field_counts()
    {
        var view = View(_tor with { AddressFrom = NodeValue.Parse("label:tor-address") });

        Assert.Equal(_tor.Address, BgpSessionPlan.Of("a", view).Sessions["tor"].Peer.Address);
    }

    [Fact]
    public void Of_two_peers_that_are_one_on_a_node_the_first_by_name_is_held()
    {
        var view = View(_tor, _tor with { Name = "second", Address = null, AddressFrom = NodeValue.Parse("label:rack-router") })
            .WithNodes(Given.Node("a", "rack-router=192.0.2.1"), Given.Node("b", "rack-router=192.0.2.2"));

        Assert.Equal(["second"], BgpSessionPlan.Of("a", view).Sessions.Keys);
        Assert.Equal(("tor", BgpSessionRefusalReason.Duplicate), (BgpSessionPlan.Of("a", view).Refused[0].Peer, BgpSessionPlan.Of("a", view).Refused[0].Reason));
        Assert.Equal(["second", "tor"], BgpSessionPlan.Of("b", view).Sessions.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gateway")]
    [InlineData("label:")]
    [InlineData("annotation:other.example/key")]
    public void What_names_no_place_on_a_node_is_none(string text) => Assert.Null(NodeValue.Parse(text));

    [Fact]
    public void A_node_that_is_gone_holds_nothing() =>
        Assert.Empty(BgpSessionPlan.Of("gone", View(_tor)).Sessions);

    private static ClusterView View(params BgpPeer[] peers) =>
        Given.View().WithNodes(Given.Node("a", "rack=1"), Given.Node("b", "rack=2")) with
        {
            Peers = ClusterView.Empty.Peers.AddRange(peers.Select(peer => KeyValuePair.Create(peer.Name, peer))),
        };
}
