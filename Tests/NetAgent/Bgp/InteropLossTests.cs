using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Bgp.BgpOrders;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>What FRR, BIRD, GoBGP and ExaBGP do with the node's routes, and the node with its sessions, when one of them goes.</summary>
[Collection("BgpInterop")]
[Trait("Needs", "Root")]
public sealed class InteropLossTests(InteropFixture fixture)
{
    // a peer that is stopped in its tracks is noticed when the Hold Time has passed; the other sessions have longer ones.
    [RootFact("vtysh", "birdc", "gobgpd", "exabgp")]
    [Trait("Ref", "Q-4")]
    public async Task A_silent_peer_is_given_up_after_the_Hold_Time_and_found_again()
    {
        await Task.WhenAll(fixture.Routers.Select(router => fixture.Lab.Session.EstablishedAsync(router.NameOf("short"))));
        var downs = fixture.Routers.Select(router => DownAsync(router.NameOf("short"), "was silent for 3 s")).ToList();

        foreach (var router in fixture.Routers)
        {
            router.Router.Daemon.Signal(UnixSignal.Stop);
        }

        await Task.WhenAll(downs);
        foreach (var router in fixture.Routers)
        {
            router.Router.Daemon.Signal(UnixSignal.Continue);
        }

        await Task.WhenAll(fixture.Routers.Select(router => fixture.Lab.Session.EstablishedAsync(router.NameOf("short"))));
    }

    // ExaBGP's teardown command did nothing in this lab.
    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [InlineData(RouterKind.Frr)]
    [InlineData(RouterKind.Bird)]
    [InlineData(RouterKind.GoBgp)]
    public async Task A_NOTIFICATION_of_the_peer_ends_the_session_with_its_reason_and_it_comes_back(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var (name, prefix) = (router.NameOf("internal"), fixture.NextPrefix());
        await session.ChangeAsync(Announce(Route(prefix, name)));
        await router.Router.RouteAsync(router.Internal, prefix, default);
        var before = await session.EstablishedAsync(name);
        var down = DownAsync(name, "the peer said Cease");

        await router.Router.ResetAsync(router.Internal, default);

        await down;
        var after = await session.SessionAsync(
            name, state => state.State == BgpState.Established && state.Flaps > before.Flaps, "a session after the loss");
        Assert.Equal(before.Flaps + 1, after.Flaps);
        await router.Router.RouteAsync(router.Internal, prefix, default);
    }

    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [MemberData(nameof(InteropTests.Kinds), MemberType = typeof(InteropTests))]
    public async Task A_session_that_is_no_longer_configured_ends_with_a_NOTIFICATION(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var (name, prefix) = (router.NameOf("big"), fixture.NextPrefix());
        await session.ChangeAsync(Announce(Route(prefix, name)));
        await router.Router.RouteAsync(router.Big, prefix, default);

        await session.ChangeAsync(new Difference { BgpPeersRemoved = { name } });
        await router.Router.UntilAsync(
            async () => (await router.Router.LastErrorAsync(router.Big, default)).Length > 0, "it heard a NOTIFICATION", default);
        var told = await router.Router.LastErrorAsync(router.Big, default);
        await session.ChangeAsync(Configure(router.Order("big")));

        Assert.Matches("(?i)(unconfigured|de-?configured|cease|notification)", told);
        await session.EstablishedAsync(name);
        await router.Router.RouteAsync(router.Big, prefix, default);
    }

    // T-201: FRR and BIRD have the routes in the kernel, which tells of every deletion; GoBGP tells of every change itself.
    // ExaBGP keeps no routes of anybody.
    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp", "ip")]
    [InlineData(UnixSignal.Kill)]
    [InlineData(UnixSignal.Terminate)]
    [Trait("Ref", "T-201")]
    [Trait("Ref", "B-048")]
    public async Task Routes_stay_with_the_peers_while_the_agent_restarts(UnixSignal signal)
    {
        var lab = fixture.Lab;
        var keepers = fixture.Routers.Where(router => router.Kind != RouterKind.ExaBgp).ToList();
        var names = keepers.Select(router => router.NameOf("v4")).ToArray();
        var lost = fixture.Of(RouterKind.Frr);
        var (kept, dropped, marker) = (fixture.NextPrefix(), fixture.NextPrefix(), fixture.NextPrefix());
        BgpRoute[] routes = [Route(kept, names), Route(dropped, lost.NameOf("mp4"))];
        await lab.Session.ChangeAsync(Announce(routes));
        await Task.WhenAll(keepers.Select(router => router.Router.RouteAsync(router.V4, kept, default)));
        await lost.Router.RouteAsync(lost.Mp4, dropped, default);
        var monitors = keepers.ToDictionary(router => router, Monitor);

        lab.Agent.Signal(signal);
        await lab.Agent.Exited.WithinAsync("stopping", "agent", "its end", limit: TimeSpan.FromSeconds(10));
        await lost.Router.WithdrawnAsync(lost.Mp4, dropped, default);
        foreach (var router in keepers)
        {
            Assert.NotNull(await router.Router.FindAsync(router.V4, kept, default));
        }

        var snapshot = fixture.Snapshot;
        snapshot.BgpRoutes.AddRange(routes);
        await lab.StartAgentAsync(snapshot);
        await Task.WhenAll(names.Select(name => lab.Session.EstablishedAsync(name)));
        await lab.Session.ChangeAsync(Announce(Route(marker, names)));
        await Task.WhenAll(keepers.Select(router => router.Router.RouteAsync(router.V4, marker, default)));
        foreach (var (router, monitor) in monitors)
        {
            await monitor.WaitForLineAsync(line => line.Contains(marker.Split('/')[0], StringComparison.Ordinal), default)
                .WithinAsync("watching the table", router.Kind.ToString(), $"a line with {marker}", monitor.DescribeTail);
            var lines = await File.ReadAllLinesAsync(monitor.LogPath);
            Assert.DoesNotContain(lines, line => IsLoss(line, kept.Split('/')[0]));
        }
    }

    private LabProcess Monitor(InteropRouter router) => fixture.Lab.Network.Start(
        $"monitor-{router.Kind}-{fixture.NextPrefix().Split('.')[3].Split('/')[0]}",
        router.Kind == RouterKind.GoBgp
            ? new CommandLine("gobgp", ["-p", "50051", "monitor", "global", "rib", "-a", "ipv4"])
            : new CommandLine("ip", ["monitor", "route"]),
        router.Router.Machine);

    private static bool IsLoss(string line, string address) =>
        line.Contains(address, StringComparison.Ordinal)
        && (line.Contains("Deleted", StringComparison.Ordinal) || line.Contains("DEL", StringComparison.Ordinal));

    private Task DownAsync(string name, string reason) => fixture.Lab.Agent
        .WaitForNextLineAsync(
            line => line.Contains($"BGP session down: {name} ", StringComparison.Ordinal)
                && line.Contains(reason, StringComparison.Ordinal),
            default)
        .WithinAsync("waiting for the end of a session", name, reason, fixture.Lab.Agent.DescribeTail);
}
