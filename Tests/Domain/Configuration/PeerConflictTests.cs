using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Configuration;

/// <summary>Peers that exclude each other, and on which nodes (C-091, C-157, W-123).</summary>
public sealed class PeerConflictTests
{
    private const string Message =
        "peer 10.200.200.2 already exists, FRR mode doesn't support duplicate BGPPeers selecting the same node";

    private static readonly BGPPeerSpec _peer =
        new() { Name = "a", MyASN = 64512, PeerASN = 64513, PeerAddress = "10.200.200.2" };

    private static readonly ClusterNode[] _nodes =
        [Given.Node("n1", "rack=1", "gpu=yes"), Given.Node("n2", "rack=1"), Given.Node("n3", "rack=2")];

    [Fact]
    public void Of_two_peers_of_one_address_on_the_same_nodes_the_second_is_refused() // T-264, T-ERR
    {
        var configuration = Review(_nodes, _peer with { Name = "b" }, _peer);

        Assert.Equal("a", Assert.Single(configuration.Peers).Name);
        var refusal = Assert.Single(configuration.Refused);
        Assert.Equal(
            ("BGPPeer", "b", "spec.peerAddress", Message, ConfigurationRefusalReason.Conflict),
            (refusal.Kind, refusal.Name, refusal.Field, refusal.Message, refusal.Reason));
        Assert.Null(refusal.Nodes);
    }

    [Fact]
    public void The_older_peer_is_kept_whatever_its_name()
    {
        var configuration = Review(_nodes, _peer with { CreatedAt = DateTimeOffset.UnixEpoch }, _peer with { Name = "z" });

        Assert.Equal("z", Assert.Single(configuration.Peers).Name);
    }

    [Fact]
    public void On_nodes_apart_both_are_held() // T-265
    {
        var configuration = Review(_nodes, On(_peer, "rack", "1"), On(_peer with { Name = "b" }, "rack", "2"));

        Assert.Empty(configuration.Refused);
        Assert.Equal(["a", "b"], configuration.Peers.Select(peer => peer.Name));
    }

    [Fact]
    public void Where_two_meet_only_there_the_second_is_left_out() // T-294, T-296, T-298, W-123
    {
        var configuration = Review(_nodes, On(_peer, "gpu", "yes"), On(_peer with { Name = "b" }, "rack", "1"));

        Assert.Equal(["n1"], configuration.Peers[1].ExcludedNodes);
        Assert.False(configuration.Peers[1].IsHeldBy(_nodes[0]));
        Assert.True(configuration.Peers[1].IsHeldBy(_nodes[1]));
        var refusal = Assert.Single(configuration.Refused);
        Assert.Equal(("b", Message), (refusal.Name, refusal.Message));
        Assert.Equal(["n1"], refusal.Nodes!);
    }

    [Fact]
    public void A_node_that_leaves_the_conflict_holds_both_again() // T-296
    {
        ClusterNode[] apart = [Given.Node("n1", "gpu=yes"), _nodes[1], _nodes[2]];

        Assert.Empty(Review(apart, On(_peer, "gpu", "yes"), On(_peer with { Name = "b" }, "rack", "1")).Refused);
    }

    [Fact]
    public void Where_a_refused_peer_is_not_held_a_third_may_be()
    {
        var configuration = Review(
            _nodes,
            On(_peer, "gpu", "yes"),
            On(_peer with { Name = "b" }, "gpu", "yes"),
            On(_peer with { Name = "c" }, "rack", "1"));

        Assert.Equal(["a", "c"], configuration.Peers.Select(peer => peer.Name));
        Assert.Equal(["n1"], configuration.Peers[1].ExcludedNodes);
    }

    [Fact]
    public void With_no_node_known_two_are_taken_to_meet() => // C-091
        Assert.Equal("b", Assert.Single(Review([], On(_peer, "rack", "1"), On(_peer with { Name = "b" }, "rack", "2")).Refused).Name);

    public static TheoryData<BGPPeerSpec> Distinct =>
    [
        _peer with { Name = "b", PeerAddress = "10.200.200.3" },
        _peer with { Name = "b", PeerPort = 1179 }, // B-055
        _peer with { Name = "b", Vrf = "red" },
        _peer with { Name = "b", PeerAddress = "", Interface = "eth0" },
        _peer with { Name = "b", PeerAddress = "10.200.200.3", RouterID = "10.0.0.1" }, // B-056
        _peer with { Name = "b", PeerAddress = "10.200.200.3", MyASN = 64999 }, // B-056
    ];

    [Theory]
    [MemberData(nameof(Distinct))]
    public void Peers_that_differ_in_address_port_VRF_or_interface_do_not_exclude_each_other(BGPPeerSpec other) =>
        Assert.Empty(Review(_nodes, _peer, other).Refused);

    [Fact]
    public void Two_unnumbered_peers_of_one_interface_exclude_each_other()
    {
        var unnumbered = _peer with { PeerAddress = "", Interface = "eth0", Vrf = "red" };

        var refusal = Assert.Single(Review(_nodes, unnumbered, unnumbered with { Name = "b" }).Refused);

        Assert.Equal("spec.interface", refusal.Field);
        Assert.StartsWith("peer eth0-red already exists", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_peer_of_the_same_name_is_refused() // C-092
    {
        var refusal = Assert.Single(Review(_nodes, _peer, _peer with { PeerAddress = "10.0.0.9" }).Refused);

        Assert.Equal(("metadata.name", "peer a already exists"), (refusal.Field, refusal.Message));
    }

    [Fact]
    public void What_is_wrong_with_a_peer_concerns_the_nodes_it_selects() // C-157, T-290
    {
        var refused = Review(
            _nodes, On(_peer with { MyASN = 0 }, "rack", "2"), _peer with { Name = "everywhere", MyASN = 0 }).Refused;

        Assert.Equal(["n3"], refused[0].Nodes!);
        Assert.True(refused[0].Concerns("n3"));
        Assert.False(refused[0].Concerns("n1"));
        Assert.Null(refused[1].Nodes);
        Assert.True(refused[1].Concerns("n1"));
    }

    [Fact]
    public void A_refused_peer_costs_no_other() => // Invariant 6
        Assert.Equal(
            ["a", "c"],
            Review(_nodes, _peer, new BGPPeerSpec { Name = "b" }, _peer with { Name = "c", PeerAddress = "10.0.0.1" })
                .Peers.Select(peer => peer.Name));

    private static BGPPeerSpec On(BGPPeerSpec spec, string key, string value) => spec with
    {
        NodeSelectors =
        [
            new LabelSelectorSpec { MatchExpressions = [new LabelExpressionSpec(key, "In", [value])] },
        ],
    };

    private static BgpConfiguration Review(ClusterNode[] nodes, params BGPPeerSpec[] peers) =>
        ConfigurationReview.ReviewBgp(
            new BgpSpecs { Namespace = "metallb-system", Nodes = [.. nodes], Peers = [.. peers] });
}
