using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.Tests.NetAgent.Bgp;
using static MetalOrleans.Tests.NetAgent.Bgp.BgpOrders;

namespace MetalOrleans.Tests.NetAgent.Desired;

/// <summary>What messages change of the sessions and routes that shall be.</summary>
public sealed class DesiredBgpTests
{
    private readonly DesiredBgp _desired = new();

    // Invariant 10: a silo that restarts says everything again.
    [Fact]
    [Trait("Invariant", "10")]
    public void The_same_snapshot_again_changes_nothing()
    {
        var snapshot = new Snapshot { BgpPeers = { Some("a") }, BgpRoutes = { Route("203.0.113.1/32", "a") } };

        Assert.False(_desired.Apply(snapshot).IsEmpty);
        Assert.True(_desired.Apply(snapshot.Clone()).IsEmpty);
    }

    [Fact]
    public void What_is_removed_and_added_again_in_one_message_did_not_change()
    {
        _desired.Apply(new Snapshot { BgpPeers = { Some("a") }, BgpRoutes = { Route("203.0.113.1/32", "a") } });

        var change = _desired.Apply(new Difference
        {
            BgpPeersRemoved = { "a" },
            BgpPeers = { Some("a") },
            BgpRoutesWithdrawn = { Prefix("203.0.113.1/32") },
            BgpRoutes = { Route("203.0.113.1/32", "a") },
        });

        Assert.True(change.IsEmpty);
    }

    [Fact]
    public void What_a_snapshot_does_not_list_ends()
    {
        _desired.Apply(new Snapshot
        {
            BgpPeers = { Some("a"), Some("b") },
            BgpRoutes = { Route("203.0.113.1/32", "a"), Route("2001:db8::/64", "b") },
        });

        var change = _desired.Apply(new Snapshot { BgpPeers = { Some("b") }, BgpRoutes = { Route("2001:db8::/64", "b") } });

        Assert.Equal<string>(["a"], change.PeersRemoved);
        Assert.Equal("203.0.113.1/32", Assert.Single(change.Prefixes).ToString());
        Assert.Equal<string>(["b"], _desired.Peers.Keys);
        Assert.Single(_desired.Routes);
    }

    // the order in which communities and peers are listed means nothing.
    [Fact]
    [Trait("Ref", "Q-32")]
    public void A_route_in_other_words_is_the_same_route()
    {
        _desired.Apply(Announce(Route("203.0.113.1/32", new BgpPath { Peers = { "b", "a" }, Communities = { 2, 1, 2 } })));

        var change = _desired.Apply(
            Announce(Route("203.0.113.99/25", "a"), Route("203.0.113.1/32", new BgpPath { Peers = { "a", "b" }, Communities = { 1, 2 } })));

        Assert.Equal("203.0.113.0/25", Assert.Single(change.Prefixes).ToString());
        Assert.Equal<uint>([1, 2], _desired.Routes.Values.First().For("a")!.Attributes.Communities);
        Assert.Null(_desired.Routes.Values.First().For("c"));
    }

    [Fact]
    public void Prefixes_that_are_advertised_alike_share_one_order()
    {
        _desired.Apply(Announce(Route("203.0.113.1/32", "a"), Route("203.0.113.2/32", "a")));

        Assert.Same(_desired.Routes.Values.First(), _desired.Routes.Values.Last());
    }

    // W-123: one order that cannot be followed, the rest goes on, and what the session did before too.
    [Theory]
    [InlineData("name", "it has no name")]
    [InlineData("address", "neither 4 nor 16 octets")]
    [InlineData("nowhere", "neither an address nor an interface")]
    [InlineData("hold", "neither 0 nor 3 s or more")]
    [InlineData("asn", "autonomous system is missing")]
    [InlineData("router", "router id is not an IPv4 address")]
    [InlineData("source", "another family")]
    [InlineData("password", "the kernel takes 80")]
    [Trait("Ref", "W-123")]
    public void An_order_that_cannot_be_followed_is_refused_alone(string what, string reason)
    {
        _desired.Apply(new Snapshot { BgpPeers = { Some("a") } });
        var broken = Some("a");
        Break(broken, what);

        var change = _desired.Apply(new Snapshot { BgpPeers = { broken, Some("b") } });

        Assert.Contains(reason, Assert.Single(change.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal("b", Assert.Single(change.Peers).Name);
    }

    [Fact]
    public void Prefixes_that_are_none_are_counted_and_passed_over()
    {
        var change = _desired.Apply(Announce(
            new BgpRoute { Prefix = new Subnet { Address = ByteString.CopyFrom(1, 2, 3), PrefixLength = 8 } },
            new BgpRoute { Prefix = new Subnet { Address = ByteString.CopyFrom(1, 2, 3, 4), PrefixLength = 33 } },
            new BgpRoute(),
            Route("203.0.113.1/32", "a")));

        Assert.Equal(3, change.UnreadableCount);
        Assert.Single(change.Prefixes);
    }

    private static BgpPeer Some(string name) => Peer(name, "192.0.2.1", BgpLab.NodeAsn, 65001);

    private static void Break(BgpPeer peer, string what)
    {
        switch (what)
        {
            case "name":
                peer.Name = "";
                break;
            case "address":
                peer.Address = ByteString.CopyFrom(1, 2, 3);
                break;
            case "nowhere":
                peer.Address = ByteString.Empty;
                break;
            case "hold":
                peer.HoldSeconds = 2;
                break;
            case "asn":
                peer.PeerAsn = 0;
                break;
            case "router":
                peer.RouterId = ByteString.CopyFrom(new byte[16]);
                break;
            case "source":
                peer.SourceAddress = ByteString.CopyFrom(new byte[16]);
                break;
            case "password":
                peer.Password = ByteString.CopyFrom(new byte[81]);
                break;
        }
    }
}
