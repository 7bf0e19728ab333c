using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.EndToEnd.BgpClusterFixture;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>What the fields of a BGPPeer make of a session, as a router that has a neighbour on each node sees it.</summary>
[Collection("EndToEndBgp")]
[Trait("Needs", "Root")]
public sealed class BgpPeerScenarioTests(BgpClusterFixture fixture)
{
    private const uint LeafAsn = 64514;
    private const string Prefix = "192.168.1.208/32";

    private static readonly RouterPeer _first = Node(1) with { Asn = 65010, Password = "swordfish" };
    private static readonly RouterPeer _second = Node(2) with { Asn = 64999 };
    private static readonly RouterPeer _third = Node(3);

    /// <summary>
    /// T-208, T-209, T-210, T-211, T-222, T-223, T-227, T-239, B-040: the router ID, the local AS number, a password in a Secret, graceful restart,
    /// an external peer of any number, a number of each node's own. T-214, T-215, Q-2: one peer after the other, and no session
    /// that was there before hears of it. T-219, B-017: what the router announces goes nowhere.
    /// </summary>
    [RootFact("kubectl", "vtysh", "curl")]
    public async Task Peers_come_one_by_one_and_the_router_sees_what_each_of_them_says()
    {
        await using var leaf = await AddLeafAsync("leaf", 102);
        await using var bgp = await new BgpConfiguration(fixture, "peers", Prefix).CreateAsync("");
        await fixture.ExposeAsync(bgp.Service);
        await fixture.NextHopsAsync(fixture.Tor, Prefix, 1, 2, 3);
        var before = await TorAsync();

        await bgp.ApplyAsync("secret", "leaf", """
            apiVersion: v1
            kind: Secret
            metadata: {name: leaf, namespace: metallb-system}
            type: kubernetes.io/basic-auth
            stringData: {password: swordfish}
            """);
        await bgp.PeerAsync("leaf1", 1, "myASN: 64512, localASN: 65010, peerASN: 64514, peerAddress: 192.168.1.102, connectTime: 1s, "
            + "routerID: 10.9.8.7, passwordSecret: {name: leaf}");
        Assert.Equal<uint>([65010], (await leaf.RouteAsync(_first, Prefix, default)).AsPath);
        await bgp.PeerAsync("leaf2", 2, "myASN: 64999, dynamicASN: external, peerAddress: 192.168.1.102, connectTime: 1s, enableGracefulRestart: true");
        Assert.Equal<uint>([64999], (await leaf.RouteAsync(_second, Prefix, default)).AsPath);
        await bgp.PeerAsync("leaf3", 3, "myASN: 64512, peerASN: 64514, peerAddress: 192.168.1.102, connectTime: 1s");
        Assert.Equal<uint>([NodeAsn], (await leaf.RouteAsync(_third, Prefix, default)).AsPath);

        var (first, second) = (await NeighborAsync(leaf, _first), await NeighborAsync(leaf, _second));
        Assert.Equal("10.9.8.7", first["remoteRouterId"]!.GetValue<string>());
        Assert.Equal("179", await fixture.Kubectl.ReadAsync(default, "get", "bgppeer", "leaf1", "-n", "metallb-system", "-o", "jsonpath={.spec.peerPort}"));
        Assert.DoesNotContain("ipv6Unicast", first["neighborCapabilities"]!["multiprotocolExtensions"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("advertisedAndReceived", second["neighborCapabilities"]!["gracefulRestart"]!.GetValue<string>());
        Assert.NotEqual("advertisedAndReceived", first["neighborCapabilities"]!["gracefulRestart"]?.GetValue<string>());

        await fixture.ScrapedAsync(1, text => Metric(text, "updates_total_received") > 0, "the router's routes");
        var kept = await fixture.Cluster.Nodes[0].Machine.Inside(new("ip", ["route", "show", "10.99.0.0/24"])).RunAsync(default);
        Assert.Equal("", kept.EnsureSucceeded().Output.Trim());
        Assert.Null(await fixture.Tor.FindAsync(Node(1), "10.99.0.0/24", default));
        Assert.Equal(before, await TorAsync());
        AssertLogsAreLogs();
    }

    /// <summary>
    /// T-228: a router that is not the internal peer that is asked for. W-120: its series keeps its name in every state, and goes
    /// with the BGPPeer. T-224, B-041: another hold time is agreed on. T-225: a session that the router resets is back.
    /// </summary>
    [RootFact("kubectl", "vtysh", "curl")]
    public async Task A_session_that_is_refused_changed_reset_and_removed_is_one_series()
    {
        await using var leaf = await AddLeafAsync("leaf-again", 106);
        await using var bgp = await new BgpConfiguration(fixture, "peers-again", Prefix).CreateAsync("peers: [changing]");
        await fixture.ExposeAsync(bgp.Service);
        var refused = fixture.Cluster.Nodes[2].Agent!.WaitForNextLineAsync(
            line => line.Contains("bgp session changing with 192.168.1.106:179 does not come up", StringComparison.Ordinal)
                && line.Contains("the peer is of AS 64514", StringComparison.Ordinal),
            default);

        await bgp.PeerAsync("changing", 3, "myASN: 64512, dynamicASN: internal, peerAddress: 192.168.1.106, connectTime: 1s");
        await refused.WithinAsync("refusing", "node3", "the reason", fixture.DescribePrograms);
        Assert.Equal(0, Metric(await fixture.ScrapeAsync(3), "session_up", "192.168.1.106:179"));

        await bgp.PeerAsync("changing", 3, "myASN: 64512, dynamicASN: external, peerAddress: 192.168.1.106, connectTime: 1s");
        await leaf.RouteAsync(_third, Prefix, default);
        await fixture.ScrapedAsync(3, text => Metric(text, "session_up", "192.168.1.106:179") == 1, "the session, up");

        await bgp.PeerAsync("changing", 3, "myASN: 64512, dynamicASN: external, peerAddress: 192.168.1.106, connectTime: 1s, holdTime: 9s, keepaliveTime: 2s");
        await leaf.UntilAsync(
            async () => (await NeighborAsync(leaf, _third)) is var neighbor && IsUp(neighbor) && Number(neighbor, "bgpTimerHoldTimeMsecs") == 9000,
            "the hold time is 9 s",
            default);
        var sessions = Number(await NeighborAsync(leaf, _third), "connectionsEstablished");

        await leaf.ResetAsync(_third, default);
        await leaf.UntilAsync(
            async () => (await NeighborAsync(leaf, _third)) is var neighbor && IsUp(neighbor) && Number(neighbor, "connectionsEstablished") == sessions + 1,
            "the session is back",
            default);
        await leaf.RouteAsync(_third, Prefix, default);

        await fixture.Kubectl.ReadAsync(default, "delete", "bgppeer", "changing", "-n", "metallb-system");
        await fixture.ScrapedAsync(3, text => !text.Contains("192.168.1.106", StringComparison.Ordinal), "nothing of the session any more");
        await fixture.Tor.UntilAsync(
            async () => !(await ScrapeAsync(fixture.Cluster.SiloMachine)).Contains("bgppeer=\"changing\"", StringComparison.Ordinal),
            "the silo's metrics have nothing of the session any more",
            default);
    }

    private Task<FrrRouter> AddLeafAsync(string name, int host) => fixture.AddRouterAsync(
        name, host, new RouterSettings(LeafAsn, $"10.0.0.{host}", [_first, _second, _third]) { Announced = ["10.99.0.0/24"] });

    private async Task<((int, int), (int, int), (int, int))> TorAsync() =>
        (await fixture.CountersAsync(1), await fixture.CountersAsync(2), await fixture.CountersAsync(3));

    private static async Task<JsonNode> NeighborAsync(FrrRouter router, RouterPeer peer) =>
        await router.NeighborAsync(peer, default) ?? throw new InvalidOperationException($"The router does not know {peer.Address}.");

    private static bool IsUp(JsonNode neighbor) => neighbor["bgpState"]!.GetValue<string>() == "Established";

    private static int Number(JsonNode neighbor, string field) => neighbor[field]?.GetValue<int>() ?? 0;

    /// <summary>The value of a session's series; -1 when there is none.</summary>
    private static long Metric(string text, string name, string peer = "192.168.1.102:179") => text.Split('\n')
        .Where(line => line.StartsWith($"metallb_bgp_{name}{{peer=\"{peer}\",vrf=\"default\"}} ", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture))
        .SingleOrDefault(-1);

    /// <summary>Q-22: after all those OPENs there is nothing on an agent's output but the lines of its log.</summary>
    private void AssertLogsAreLogs()
    {
        foreach (var node in fixture.Cluster.Nodes)
        {
            // The last line may be half written.
            var lines = File.ReadAllLines(node.Agent!.LogPath)[..^1];
            Assert.Contains(lines, line => line.Contains("BGP session established: ", StringComparison.Ordinal));
            Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        }
    }
}
