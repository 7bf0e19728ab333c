using System.Globalization;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.EndToEnd.BgpClusterFixture;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>Sessions of both families, with BFD beside them, and with no address at all.</summary>
[Collection("EndToEndBgp")]
[Trait("Needs", "Root")]
public sealed class BgpPathScenarioTests(BgpClusterFixture fixture)
{
    private const string Pool = "192.168.1.240/31, '2001:db8:1::f110/127'";
    private const string Prefix = "192.168.1.240/32";
    private const string PrefixIPv6 = "2001:db8:1::f110/128";
    private const string Profiles =
        """
        apiVersion: metallb.io/v1beta1
        kind: BFDProfile
        metadata: {name: full, namespace: metallb-system}
        spec: {receiveInterval: 310, transmitInterval: 350, detectMultiplier: 10, minimumTtl: 100, passiveMode: false}
        ---
        apiVersion: metallb.io/v1beta1
        kind: BFDProfile
        metadata: {name: plain, namespace: metallb-system}
        spec: {}
        """;

    /// <summary>
    /// T-230, T-231, C-111: both families over one session of either family, LOCAL_PREF and communities on both. T-213: BFD over IPv4 with
    /// its defaults and over IPv6 with everything set, and no flap when they change. T-248, T-250: what scrapers see of it. Q-7: the
    /// last profile that goes leaves no BFD session behind.
    /// </summary>
    [RootFact("kubectl", "vtysh", "curl")]
    public async Task Both_families_go_over_each_session_and_BFD_watches_it_until_its_profile_goes()
    {
        var (over6, over4) = (Node6(1) with { HasIPv4 = true, HasBfd = true }, Node(2) with { HasIPv6 = true, HasBfd = true });
        await using var leaf = await fixture.AddRouterAsync("watcher", 103, new RouterSettings(NodeAsn, "10.0.0.103", [over6, over4]));
        await using var bgp = await new BgpConfiguration(fixture, "watched", Pool).CreateAsync("peers: [over6, over4], localPref: 150, communities: ['64512:42']");
        await bgp.ApplyAsync("bfdprofile", "full", Profiles);
        await bgp.ApplyAsync("bfdprofile", "plain", Profiles);
        await bgp.PeerAsync("over6", 1, Internal("'2001:db8:1::103'", "full"));
        await bgp.PeerAsync("over4", 2, Internal("192.168.1.103", "plain"));
        await fixture.Kubectl.ApplyTextAsync((bgp.Service with { IsDualStack = true }).Manifest(), default);

        foreach (var peer in (RouterPeer[])[over6, over4])
        {
            foreach (var prefix in (string[])[Prefix, PrefixIPv6])
            {
                var route = await leaf.RouteAsync(peer, prefix, default);
                Assert.Equal(150U, route.LocalPreference);
                Assert.Equal<string>(["64512:42"], route.Communities);
            }
        }

        // W-116, B-043: a session over IPv6 has the interface's IPv4 address for its identifier.
        Assert.Equal("192.168.1.11", (await leaf.NeighborAsync(over6, default))!["remoteRouterId"]!.GetValue<string>());
        await BfdIsAsync(leaf, over6.Address, 310, 350, 10);
        await BfdIsAsync(leaf, over4.Address, 300, 300, 3);
        await StatusAsync("over6", "Established Up");
        await StatusAsync("over4", "Established Up");
        await fixture.ScrapedAsync(1, text => Has(text, "metallb_bfd_session_up", "2001:db8:1::103", 1)
            && Has(text, "metallb_bgp_session_up", "2001:db8:1::103:179", 1)
            && Has(text, "metallb_bgp_announced_prefixes_total", "2001:db8:1::103:179", 2), "both sessions, up");
        await fixture.ScrapedAsync(2, text => Has(text, "metallb_bfd_session_up", "192.168.1.103", 1), "the BFD session, up");

        // Another multiplier reaches the router; neither session ends for it.
        var sessions = (await SessionsAsync(leaf, over6), await SessionsAsync(leaf, over4));
        await fixture.Kubectl.ApplyTextAsync(Profiles.Replace("Multiplier: 10", "Multiplier: 12", StringComparison.Ordinal), default);
        await BfdIsAsync(leaf, over6.Address, 310, 350, 12);
        Assert.Equal(sessions, (await SessionsAsync(leaf, over6), await SessionsAsync(leaf, over4)));

        // FRR takes the end of its neighbour's BFD for a path that failed, and its session begins anew.
        await bgp.PeerAsync("over6", 1, Internal("'2001:db8:1::103'", ""));
        await bgp.PeerAsync("over4", 2, Internal("192.168.1.103", ""));
        await fixture.Kubectl.ReadAsync(default, "delete", "bfdprofile", "full", "plain", "-n", "metallb-system");
        await fixture.ScrapedAsync(1, text => !text.Contains("metallb_bfd_session_up{", StringComparison.Ordinal), "no BFD session");
        await fixture.ScrapedAsync(2, text => !text.Contains("metallb_bfd_session_up{", StringComparison.Ordinal), "no BFD session");
        await StatusAsync("over6", "Established N/A");
        await StatusAsync("over4", "Established N/A");
    }

    /// <summary>T-247: over an interface, both families, with BFD between the link-local addresses; and the path that fails.</summary>
    [RootFact("kubectl", "vtysh", "curl")]
    public async Task An_unnumbered_session_carries_both_families_and_BFD_watches_it()
    {
        // FRR's advertisements have the link's prefix in them: no machine shall make itself another address of it.
        foreach (var machine in fixture.Cluster.Nodes.Select(node => node.Machine).Append(fixture.Tor.Machine).Append(fixture.Spine.Machine))
        {
            await machine.SetAsync($"net/ipv6/conf/{LabCluster.Interface}/accept_ra", "0");
        }

        var peer = new RouterPeer("", NodeAsn) { Interface = LabCluster.Interface, HasIPv6 = true, HasBfd = true, IsPassive = false };
        await using var leaf = await fixture.AddRouterAsync("unnumbered", 104, new RouterSettings(64514, "10.0.0.104", [peer]));
        await using var bgp = await new BgpConfiguration(fixture, "unnumbered", Pool).CreateAsync("peers: [link]");
        await bgp.ApplyAsync("bfdprofile", "full", Profiles);
        await bgp.ApplyAsync("bfdprofile", "plain", Profiles);
        await bgp.PeerAsync("link", 3, $"myASN: 64512, peerASN: 64514, interface: {LabCluster.Interface}, bfdProfile: plain, connectTime: 1s");
        await fixture.Kubectl.ApplyTextAsync((bgp.Service with { IsDualStack = true }).Manifest(), default);

        // The link has a global address too, which both families' next hop is.
        Assert.Equal("2001:db8:1::13", (await leaf.RouteAsync(peer, Prefix, default)).NextHop);
        Assert.Equal("2001:db8:1::13", (await leaf.RouteAsync(peer, PrefixIPv6, default)).NextHop);
        await StatusAsync("link", "Established Up");

        var down = fixture.Cluster.Nodes[2].Agent!.WaitForNextLineAsync(
            line => line.Contains("BGP session down: link with ", StringComparison.Ordinal), default);
        leaf.BfdDaemon!.Signal(MetalOrleans.Lab.Processes.UnixSignal.Stop);
        Assert.Contains("BFD", await down.WithinAsync("losing the path", "node3", "the end of the session", fixture.DescribePrograms), StringComparison.Ordinal);
        leaf.BfdDaemon.Signal(MetalOrleans.Lab.Processes.UnixSignal.Continue);
        await leaf.RouteAsync(peer, PrefixIPv6, default);
    }

    private static string Internal(string address, string profile) =>
        $"myASN: 64512, peerASN: 64512, peerAddress: {address}, connectTime: 1s, dualStackAddressFamily: true"
        + (profile.Length > 0 ? $", bfdProfile: {profile}" : "");

    private static bool Has(string text, string name, string peer, int value) =>
        text.Contains($"{name}{{peer=\"{peer}\",vrf=\"default\"}} {value.ToString(CultureInfo.InvariantCulture)}\n", StringComparison.Ordinal);

    /// <summary>Waits until the router's BFD session with a node is up, with what the node says of itself.</summary>
    private static Task BfdIsAsync(FrrRouter router, string node, int receive, int transmit, int multiplier) => router.UntilAsync(
        async () => (await router.AskAsync("show bfd peers json", default))?.AsArray().SingleOrDefault(peer => peer!["peer"]!.GetValue<string>() == node)
            is { } session
            && session["status"]!.GetValue<string>() == "up"
            && session["remote-receive-interval"]!.GetValue<int>() == receive
            && session["remote-transmit-interval"]!.GetValue<int>() == transmit
            && session["remote-detect-multiplier"]!.GetValue<int>() == multiplier,
        $"the BFD session with {node} is up with {receive} ms, {transmit} ms and {multiplier} packets",
        default);

    private static async Task<int> SessionsAsync(FrrRouter router, RouterPeer peer) =>
        (await router.NeighborAsync(peer, default))!["connectionsEstablished"]!.GetValue<int>();

    /// <summary>Waits until kubectl shows a session so.</summary>
    private Task StatusAsync(string peer, string expected) => fixture.Kubectl.WatchAsync(
            ["bgpsessionstates", "-n", "metallb-system", "-l", "metalorleans.io/bgppeer=" + peer],
            "{.status.bgpStatus} {.status.bfdStatus}",
            text => text == expected,
            default)
        .WithinAsync("reading the state", "session " + peer, expected, fixture.DescribePrograms);
}
