using System.Net;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Bgp;
using MetalOrleans.NetAgent.Desired;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>The table of docs/bgp.md, "Changing a peer", row by row.</summary>
public sealed class BgpPeerChangeTests
{
    private static readonly BgpPeerOrder Order = new()
    {
        Name = "peer",
        Address = IPAddress.Parse("192.0.2.1"),
        Interface = "",
        Port = 179,
        MyAsn = 64500,
        PeerAsn = 65001,
        HoldTime = TimeSpan.FromSeconds(90),
        Password = new BgpSecret("key"u8),
    };

    // B-016: each field, what it takes, and its name in the log.
    [Fact]
    public void Each_field_has_its_price()
    {
        var cases = new (BgpPeerOrder Order, BgpPeerChangeKind Kind, string Field)[]
        {
            (Order with { Address = IPAddress.Parse("192.0.2.2") }, BgpPeerChangeKind.NewPeer, "peerAddress"),
            (Order with { Port = 1179 }, BgpPeerChangeKind.NewPeer, "peerPort"),
            (Order with { Interface = "eth1" }, BgpPeerChangeKind.NewPeer, "interface"),
            (Order with { Vrf = "red" }, BgpPeerChangeKind.NewPeer, "vrf"),
            (Order with { SourceAddress = IPAddress.Parse("192.0.2.9") }, BgpPeerChangeKind.NewPeer, "sourceAddress"),
            (Order with { MyAsn = 64501 }, BgpPeerChangeKind.NewSession, "myASN"),
            (Order with { LocalAsn = 64502 }, BgpPeerChangeKind.NewSession, "localASN"),
            (Order with { PeerAsn = 65002 }, BgpPeerChangeKind.NewSession, "peerASN"),
            (Order with { HoldTime = TimeSpan.FromSeconds(9) }, BgpPeerChangeKind.NewSession, "holdTime"),
            (Order with { RouterId = IPAddress.Parse("10.0.0.1") }, BgpPeerChangeKind.NewSession, "routerID"),
            (Order with { GracefulRestart = true }, BgpPeerChangeKind.NewSession, "enableGracefulRestart"),
            (Order with { LongLivedStaleTime = TimeSpan.FromHours(1) }, BgpPeerChangeKind.NewSession, "long-lived-stale-time"),
            (Order with { IsDualStack = true }, BgpPeerChangeKind.NewSession, "dualStackAddressFamily"),
            (Order with { Password = null }, BgpPeerChangeKind.NewSession, "password"),
            (Order with { Password = new BgpSecret("other"u8) }, BgpPeerChangeKind.Hot, "password"),
            (Order with { KeepaliveTime = TimeSpan.FromSeconds(3) }, BgpPeerChangeKind.Hot, "keepaliveTime"),
            (Order with { ConnectTime = TimeSpan.FromSeconds(3) }, BgpPeerChangeKind.Hot, "connectTime"),
            (Order with { IsMultihop = true }, BgpPeerChangeKind.Hot, "ebgpMultiHop"),
            (Order with { HasGtsm = true }, BgpPeerChangeKind.Hot, "gtsm"),
            (Order with { IsPassive = true }, BgpPeerChangeKind.Hot, "passive"),
            (Order with { Bfd = new BgpBfdOrder(0, 0, 3, 0, IsPassive: false, 0) }, BgpPeerChangeKind.Hot, "bfdProfile"),
        };

        foreach (var (order, kind, field) in cases)
        {
            var change = BgpPeerChange.Between(Order, order, peerSystem: 65001);
            Assert.Equal((kind, field), (change.Kind, Assert.Single(change.Fields)));
        }
    }

    [Fact]
    public void Nothing_changes_nothing()
    {
        var change = BgpPeerChange.Between(Order, Order with { Password = new BgpSecret("key"u8) }, peerSystem: null);

        Assert.Equal(BgpPeerChangeKind.None, change.Kind);
        Assert.Empty(change.Fields);
    }

    [Fact]
    public void Another_rule_that_the_present_peer_meets_keeps_the_session()
    {
        var dynamic = Order with { PeerAsn = 0, DynamicAsn = BgpDynamicAsn.External };

        Assert.Equal(BgpPeerChangeKind.Hot, BgpPeerChange.Between(Order, dynamic, peerSystem: 65001).Kind);
        Assert.Equal(BgpPeerChangeKind.NewSession, BgpPeerChange.Between(Order, dynamic, peerSystem: null).Kind);
        Assert.Equal(
            BgpPeerChangeKind.NewSession,
            BgpPeerChange.Between(Order, dynamic with { DynamicAsn = BgpDynamicAsn.Internal }, peerSystem: 65001).Kind);
    }

    [Fact]
    public void The_dearest_field_counts()
    {
        var change = BgpPeerChange.Between(
            Order, Order with { IsPassive = true, HoldTime = TimeSpan.FromSeconds(9), Port = 1179 }, peerSystem: 65001);

        Assert.Equal(BgpPeerChangeKind.NewPeer, change.Kind);
        Assert.Equal<string>(["peerPort", "holdTime", "passive"], change.Fields);
    }

    // Invariant 8.
    [Fact]
    [Trait("Invariant", "8")]
    public void The_text_of_an_order_does_not_tell_its_password() =>
        Assert.DoesNotContain("swordfish", (Order with { Password = new BgpSecret("swordfish"u8) }).ToString(), StringComparison.Ordinal);
}
