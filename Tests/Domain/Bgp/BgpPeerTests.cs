using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Bgp;

public sealed class BgpPeerTests
{
    private static readonly BgpPeer _peer =
        new() { Name = "tor", MyASN = 64512, PeerASN = 64513, Address = Address.Parse("192.0.2.1") };

    [Fact]
    public void Is_held_by_the_nodes_it_selects_except_the_excluded() // C-082, B-015
    {
        var some = _peer with { NodeSelectors = [Given.Selector("rack=1")], ExcludedNodes = ["b"] };

        Assert.True(_peer.IsHeldBy(Given.Node("any")));
        Assert.True(some.IsHeldBy(Given.Node("a", "rack=1")));
        Assert.False(some.IsHeldBy(Given.Node("b", "rack=1")));
        Assert.False(some.IsHeldBy(Given.Node("c", "rack=2")));
    }

    [Fact]
    public void Is_internal_by_number_or_by_mode() // C-071, C-072
    {
        Assert.False(_peer.IsInternal);
        Assert.True((_peer with { PeerASN = 64512 }).IsInternal);
        Assert.True((_peer with { PeerASN = null, DynamicASN = BgpAsnMode.Internal }).IsInternal);
        Assert.False((_peer with { PeerASN = null, DynamicASN = BgpAsnMode.External }).IsInternal);
    }

    [Fact]
    public void Is_identified_by_address_or_interface_and_VRF() // C-091
    {
        Assert.Equal("192.0.2.1", _peer.Identifier);
        Assert.Equal("192.0.2.1-red", (_peer with { Vrf = "red" }).Identifier);
        Assert.Equal("eth1-red", (_peer with { Address = null, Interface = "eth1", Vrf = "red" }).Identifier);
    }

    [Fact]
    public void Two_that_were_read_apart_and_say_the_same_are_equal() // W-100
    {
        static BgpPeer Make() => _peer with
        {
            NodeSelectors = [Given.Selector("rack=1")],
            Password = new BgpPassword("x"),
            ExcludedNodes = ["n"],
        };

        Assert.Equal(Make(), Make());
        Assert.NotEqual(Make(), Make() with { Password = new BgpPassword("y") });
        Assert.NotEqual(Make(), Make() with { HoldTime = TimeSpan.FromSeconds(3) });
        Assert.NotEqual(Make(), Make() with { ExcludedNodes = [] });
    }
}
