using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Bgp.BgpOrders;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>The shortest story: one session with FRR, from the order to the route and back.</summary>
[Trait("Needs", "Root")]
public sealed class FrrSessionTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [RootFact("vtysh")]
    [Trait("Ref", "B-022")]
    public async Task A_prefix_comes_into_the_routers_table_and_goes()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var peer = new RouterPeer("192.0.2.1", BgpLab.NodeAsn);
        var router = await lab.AddRouterAsync(
            RouterKind.Frr, "router", ["192.0.2.2/24"], new RouterSettings(65001, "192.0.2.2", [peer]));
        var session = await lab.StartAgentAsync(new Snapshot
        {
            BgpPeers = { Peer("frr", "192.0.2.2", BgpLab.NodeAsn, 65001) },
            BgpRoutes = { Route("203.0.113.1/32", "frr") },
        });

        var state = await session.EstablishedAsync("frr");
        var route = await router.RouteAsync(peer, "203.0.113.1/32", default);
        await session.ChangeAsync(Announce(Route("203.0.113.2/32", "frr")));
        await router.RouteAsync(peer, "203.0.113.2/32", default);
        await session.ChangeAsync(Withdraw("203.0.113.1/32"));
        await router.WithdrawnAsync(peer, "203.0.113.1/32", default);

        output.WriteLine($"{state}\n{route}");
        Assert.Equal("192.0.2.1", route.NextHop);
        Assert.Equal("IGP", route.Origin);
        Assert.Equal<uint>([BgpLab.NodeAsn], route.AsPath);
        Assert.Equal(65001u, state.RemoteAsn);
        Assert.Equal(30u, state.HoldSeconds);
        Assert.Equal(1, await router.CountAsync(peer, isIPv4: true, default));

        await session.ChangeAsync(new Difference { BgpPeersRemoved = { "frr" } });
        await lab.LineAsync("closing BGP session: frr with 192.0.2.2:179");
        Assert.DoesNotContain("PeerDeconfigured); it is tried again", await File.ReadAllTextAsync(lab.Agent.LogPath), StringComparison.Ordinal);
    }
}
