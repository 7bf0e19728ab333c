using System.Globalization;
using System.Text;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.EndToEnd.BgpClusterFixture;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>What routers notice of drains, restarts and many Services: no more than concerns them.</summary>
[Collection("EndToEndBgp")]
[Trait("Needs", "Root")]
public sealed class BgpLifeTests(BgpClusterFixture fixture)
{
    /// <summary>RFC 8326: the community first, then the withdrawal; the session stays, and a Service that is nowhere else too.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task A_drain_tells_first_withdraws_then_and_keeps_the_session()
    {
        await using var bgp = await new BgpConfiguration(fixture, "drained", "192.168.1.224/31").CreateAsync("");
        var everywhere = await fixture.ExposeAsync(bgp.Service);
        var here = await fixture.ExposeAsync(bgp.Another("here") with { ExternalTrafficPolicy = "Local", EndpointNodes = [2] });
        await fixture.NextHopsAsync(fixture.Tor, $"{everywhere}/32", 1, 2, 3);
        await fixture.NextHopsAsync(fixture.Tor, $"{here}/32", 2);
        var before = await fixture.CountersAsync(2);

        await fixture.Kubectl.ReadAsync(default, "annotate", "node", "node2", "metalorleans.io/drain=true");
        try
        {
            await RouteIsAsync(
                fixture.Tor, 2, $"{everywhere}/32", route => route.Communities.Contains("graceful-shutdown"), "carries GRACEFUL_SHUTDOWN");
            await fixture.NextHopsAsync(fixture.Tor, $"{everywhere}/32", 1, 3);
            Assert.NotNull(await fixture.Tor.FindAsync(Node(2), $"{here}/32", default));
            Assert.Equal(before.Sessions, (await fixture.CountersAsync(2)).Sessions);
        }
        finally
        {
            await fixture.Kubectl.ReadAsync(default, "annotate", "node", "node2", "metalorleans.io/drain-");
        }

        await fixture.NextHopsAsync(fixture.Tor, $"{everywhere}/32", 1, 2, 3);
        await RouteIsAsync(fixture.Tor, 2, $"{here}/32", route => route.Communities.IsEmpty, "carries nothing any more");
    }

    /// <summary>Q-3: a silo that is killed and started again is no news for a router.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task A_restart_of_the_silo_sends_the_routers_nothing()
    {
        await using var bgp = await new BgpConfiguration(fixture, "kept", "192.168.1.226/32").CreateAsync("");
        await fixture.ExposeAsync(bgp.Service);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.226/32", 1, 2, 3);
        var before = (await fixture.CountersAsync(1), await fixture.CountersAsync(2), await fixture.CountersAsync(3));

        var linked = fixture.Cluster.Nodes.Select(node => node.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, default)).ToList();
        await fixture.Cluster.Silo!.KillAsync();
        await fixture.Cluster.StartSiloAsync(default).WithinAsync("starting again", "silo", "readiness", fixture.DescribePrograms);
        await Task.WhenAll(linked).WithinAsync("coming back", "agents", "their links", fixture.DescribePrograms);
        // What comes after the snapshot shows that the snapshot brought nothing.
        await bgp.AdvertiseAsync(0, "communities: ['64512:3']");
        foreach (var node in (int[])[1, 2, 3])
        {
            await RouteIsAsync(fixture.Tor, node, "192.168.1.226/32", route => route.Communities is ["64512:3"], "has another community");
        }

        var after = (await fixture.CountersAsync(1), await fixture.CountersAsync(2), await fixture.CountersAsync(3));
        Assert.Equal((Next(before.Item1), Next(before.Item2), Next(before.Item3)), after);

        static (int Updates, int Sessions) Next((int Updates, int Sessions) counters) => (counters.Updates + 1, counters.Sessions);
    }

    /// <summary>
    /// T-201, T-202: an agent that dies and is started again. The router that was asked for graceful restart forwards all the time,
    /// as its kernel tells; the one that was not withdraws the node at once.
    /// </summary>
    [RootFact("kubectl", "vtysh")]
    public async Task A_router_with_graceful_restart_goes_on_while_an_agent_restarts_and_one_without_does_not()
    {
        await using var keeper = await fixture.AddRouterAsync(
            "keeper", 105, new RouterSettings(64514, "10.0.0.105", [Node(1)]) { InstallsRoutes = true });
        await using var bgp = await new BgpConfiguration(fixture, "restart", "192.168.1.228/31").CreateAsync("");
        await bgp.PeerAsync("keeper", 1, "myASN: 64512, peerASN: 64514, peerAddress: 192.168.1.105, connectTime: 1s, enableGracefulRestart: true");
        await fixture.ExposeAsync(bgp.Service);
        await keeper.RouteAsync(Node(1), "192.168.1.228/32", default);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.228/32", 1, 2, 3);
        await using var kernel = fixture.Cluster.Lab.Start("keeper-routes", new CommandLine("ip", ["monitor", "route"]), keeper.Machine);
        var metric = 0;
        await keeper.UntilAsync(ListensAsync, "the kernel's monitor listens", default);

        await fixture.Cluster.Nodes[0].Agent!.KillAsync();
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.228/32", 2, 3);
        Assert.NotNull(await keeper.FindAsync(Node(1), "192.168.1.228/32", default));
        await fixture.Cluster.StartAgentAsync(fixture.Cluster.Nodes[0], default)
            .WithinAsync("starting again", "the agent of node1", "its link", fixture.DescribePrograms);
        await keeper.EstablishedAsync(Node(1), default);
        await fixture.ExposeAsync(bgp.Another("marker"));
        await kernel.WaitForLineAsync(line => line.Contains("192.168.1.229", StringComparison.Ordinal), default)
            .WithinAsync("listening", "the kernel", "the marker's route", kernel.DescribeTail);

        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.228/32", 1, 2, 3);
        Assert.DoesNotContain(
            await File.ReadAllLinesAsync(kernel.LogPath),
            line => line.Contains("Deleted", StringComparison.Ordinal) && line.Contains("192.168.1.228", StringComparison.Ordinal));

        async Task<bool> ListensAsync()
        {
            await keeper.Machine.ConfigureAsync([$"route add 10.98.0.0/24 dev eth0 metric {++metric}"], default);
            return (await File.ReadAllTextAsync(kernel.LogPath)).Contains("10.98.0.0/24", StringComparison.Ordinal);
        }
    }

    /// <summary>Invariant 4: many Services that come and go reset no session and repeat no route of another one.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Services_that_come_and_go_leave_sessions_and_other_prefixes_alone()
    {
        const int Count = 60;
        await using var bgp = await new BgpConfiguration(fixture, "churn", "192.168.1.192/29, 10.77.0.0/24").CreateAsync("");
        await fixture.ExposeAsync(bgp.Service);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.192/32", 1, 2, 3);
        var untouched = await LastUpdateAsync();
        var before = await fixture.CountersAsync(1);

        await fixture.Kubectl.ApplyTextAsync(Many(bgp, Count), default);
        await fixture.Tor.UntilAsync(
            async () => await fixture.Tor.CountAsync(Node(1), isIPv4: true, default) == Count + 1, $"the router has {Count + 1} prefixes", default);
        await fixture.Kubectl.ReadAsync(default, "delete", "services", "-l", "churn=yes");
        await fixture.Tor.UntilAsync(
            async () => await fixture.Tor.CountAsync(Node(1), isIPv4: true, default) == 1, "the router has one prefix", default);
        await fixture.Kubectl.ReadAsync(default, "delete", "endpointslices", "-l", "churn=yes");

        var after = await fixture.CountersAsync(1);
        Assert.Equal(before.Sessions, after.Sessions);
        Assert.InRange(after.Updates - before.Updates, 2, 2 * Count);
        Assert.Equal(untouched, await LastUpdateAsync());
    }

    private static string Many(BgpConfiguration bgp, int count)
    {
        var manifests = new StringBuilder();
        for (var number = 0; number < count; number++)
        {
            manifests.Append((bgp.Service with { Name = $"churn-{number.ToString(CultureInfo.InvariantCulture)}", Labels = "{churn: 'yes'}" }).Manifest()
                .Replace("labels: {kubernetes.io/service-name", "labels: {churn: 'yes', kubernetes.io/service-name", StringComparison.Ordinal))
                .Append("\n---\n");
        }

        return manifests.ToString();
    }

    /// <summary>The version of the router's table in which it last changed its mind about the prefix that no one touches.</summary>
    private async Task<string> LastUpdateAsync() =>
        (await ((FrrRouter)fixture.Tor).AskAsync("show bgp ipv4 unicast 192.168.1.192/32 json", default))!["version"]!.ToJsonString();
}
