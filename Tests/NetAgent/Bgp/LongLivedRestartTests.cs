using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Bgp.BgpOrders;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>RFC 9494 with a real router: it hears for how long it may keep the routes, and agrees.</summary>
[Trait("Needs", "Root")]
public sealed class LongLivedRestartTests
{
    [RootFact("vtysh")]
    public async Task FRR_agrees_to_keep_routes_for_as_long_as_it_is_asked_to()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var peer = new RouterPeer("192.0.2.1", BgpLab.NodeAsn);
        var router = (FrrRouter)await lab.AddRouterAsync(
            RouterKind.Frr, "router", ["192.0.2.2/24"], new RouterSettings(65001, "192.0.2.2", [peer]));
        await router.ConfigureAsync(["router bgp 65001", "bgp graceful-restart", "bgp long-lived-graceful-restart stale-time 3600"], default);
        var order = Peer("frr", "192.0.2.2", BgpLab.NodeAsn, 65001);
        (order.GracefulRestart, order.LongLivedStaleSeconds) = (true, 86_400);
        var session = await lab.StartAgentAsync(new Snapshot { BgpPeers = { order }, BgpRoutes = { Route("203.0.113.1/32", "frr") } });

        await session.EstablishedAsync("frr");
        await router.RouteAsync(peer, "203.0.113.1/32", default);
        var neighbor = (await router.NeighborAsync(peer, default))!.ToJsonString();

        Assert.Contains("\"longLivedGracefulRestart\":\"advertisedAndReceived\"", neighbor, StringComparison.Ordinal);
    }
}
