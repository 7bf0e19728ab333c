using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Bgp.BgpOrders;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>What the agent does of its own: changes, losses of the silo, stops, keys, unnumbered links. FRR is the peer.</summary>
[Trait("Needs", "Root")]
public sealed class BgpStoryTests
{
    private const string Prefix = "203.0.113.1/32";
    private const uint RouterAsn = 65001;

    // B-016, W-102, invariant 4: every change of an order, and what it costs.
    [RootFact("vtysh")]
    [Trait("Invariant", "10")]
    public async Task Changes_cost_no_more_than_they_must()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var (router, peer) = await AddRouterAsync(lab, new RouterPeer("192.0.2.1", BgpLab.NodeAsn) { Password = "first" });
        var order = Order();
        order.Password = ByteString.CopyFromUtf8("first");
        var session = await lab.StartAgentAsync(new Snapshot { BgpPeers = { order }, BgpRoutes = { Route(Prefix, "frr") } });
        await session.EstablishedAsync("frr");
        await router.RouteAsync(peer, Prefix, default);

        // Removed and added again in one message, and a snapshot's words once more: nothing.
        await session.ChangeAsync(new Difference
        {
            BgpPeersRemoved = { "frr" },
            BgpPeers = { order },
            BgpRoutes = { Route(Prefix, "frr") },
            BgpRoutesWithdrawn = { BgpOrders.Prefix(Prefix) },
        });
        foreach (var (field, change) in Hot())
        {
            change(order);
            await session.ChangeAsync(Configure(order.Clone()));
            await lab.LineAsync($"session frr has a new configuration (Hot): {field}");
        }

        // A marker behind it all: the session that carries it is the first one.
        await session.ChangeAsync(Announce(Route("203.0.113.2/32", "frr")));
        await router.RouteAsync(peer, "203.0.113.2/32", default);
        Assert.Equal(0ul, session.LastOf("frr")!.Flaps);

        order.HoldSeconds = 60;
        await session.ChangeAsync(Configure(order));
        await lab.LineAsync("session frr has a new configuration (NewSession): holdTime");
        var after = await session.SessionAsync("frr", state => state is { State: BgpState.Established, Flaps: 1 }, "a new session");
        Assert.Equal(30u, after.HoldSeconds);
        Assert.DoesNotContain("first", await File.ReadAllTextAsync(lab.Agent.LogPath), StringComparison.Ordinal);
    }

    // Invariant 7: no silo, no change; and a silo that says the same as before sends nothing.
    [RootFact("vtysh", "curl")]
    [Trait("Invariant", "7")]
    [Trait("Ref", "O-151")]
    public async Task Without_a_silo_sessions_and_routes_stay_and_its_return_sends_nothing()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var (router, peer) = await AddRouterAsync(lab, new RouterPeer("192.0.2.1", BgpLab.NodeAsn));
        var snapshot = new Snapshot { BgpPeers = { Order() }, BgpRoutes = { Route(Prefix, "frr") } };
        var session = await lab.StartAgentAsync(snapshot.Clone());
        await session.EstablishedAsync("frr");
        await router.RouteAsync(peer, Prefix, default);
        var sent = Metric(await ScrapeAsync(lab), "metallb_bgp_updates_total");

        await lab.KillSiloAsync();
        await lab.LineAsync("agent link to");
        session = await lab.RestartSiloAsync(snapshot.Clone());
        var state = await session.EstablishedAsync("frr");
        await session.ChangeAsync(Announce(Route("203.0.113.2/32", "frr")));
        await router.RouteAsync(peer, "203.0.113.2/32", default);

        var metrics = await ScrapeAsync(lab);
        Assert.Equal(0ul, state.Flaps);
        Assert.Equal(sent + 1, Metric(metrics, "metallb_bgp_updates_total"));
        Assert.Equal(1, Metric(metrics, "metallb_bgp_session_up"));
        Assert.Equal(2, Metric(metrics, "metallb_bgp_announced_prefixes_total"));
        Assert.Equal(2, Metric(metrics, "metallb_bgp_pending_prefixes_total"));
        Assert.Equal(1, Metric(metrics, "metallb_bgp_opens_sent"));
    }

    // RFC 8326 and RFC 9003: the routes are deprecated, withdrawn, and then the peer is told why.
    [RootFact("vtysh")]
    [Trait("Ref", "T-202")]
    public async Task A_stop_deprecates_withdraws_and_says_goodbye()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var (router, peer) = await AddRouterAsync(lab, new RouterPeer("192.0.2.1", BgpLab.NodeAsn));
        var session = await lab.StartAgentAsync(
            new Snapshot { BgpPeers = { Order() }, BgpRoutes = { Route(Prefix, "frr") } }, "--bgp-shutdown-delay", "1");
        await session.EstablishedAsync("frr");
        await router.RouteAsync(peer, Prefix, default);

        lab.Agent.Signal(UnixSignal.Terminate);
        await router.UntilAsync(
            async () => (await router.FindAsync(peer, Prefix, default))?.Communities.Contains("graceful-shutdown") == true,
            "the route is deprecated",
            default);
        await router.WithdrawnAsync(peer, Prefix, default);

        Assert.Equal(0, await lab.Agent.Exited.WithinAsync("stopping", "agent", "its end", limit: TimeSpan.FromSeconds(10)));
        Assert.Contains("node stops: SIGTERM", await router.LastErrorAsync(peer, default), StringComparison.Ordinal);
    }

    // B-050, T-247: no address is configured on either side.
    [RootFact("vtysh")]
    [Trait("Ref", "T-247")]
    public async Task An_unnumbered_peer_is_found_by_router_advertisements()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var (router, peer) = await AddRouterAsync(
            lab, new RouterPeer("", BgpLab.NodeAsn) { Interface = "eth0", HasIPv6 = true, IsPassive = false });
        var order = Order();
        order.Address = ByteString.Empty;
        order.Interface = "eth0";
        var session = await lab.StartAgentAsync(new Snapshot
        {
            BgpPeers = { order },
            BgpRoutes = { Route(Prefix, "frr"), Route("2001:db8:f::1/128", "frr") },
        });

        var state = await session.EstablishedAsync("frr");
        var route = await router.RouteAsync(peer, Prefix, default);
        var routeIPv6 = await router.RouteAsync(peer, "2001:db8:f::1/128", default);

        Assert.Equal(16, state.RemoteAddress.Length);
        Assert.StartsWith("fe80:", route.NextHop, StringComparison.Ordinal);
        Assert.StartsWith("fe80:", routeIPv6.NextHop, StringComparison.Ordinal);
    }

    // The kernels drop what is signed otherwise without a word: the reason has to be guessed, and is.
    [RootFact("vtysh")]
    public async Task Another_key_is_surfaced_as_a_possible_mismatch()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        await AddRouterAsync(lab, new RouterPeer("192.0.2.1", BgpLab.NodeAsn) { Password = "theirs-77" });
        var order = Order();
        order.Password = ByteString.CopyFromUtf8("ours-88");
        var session = await lab.StartAgentAsync(new Snapshot { BgpPeers = { order } });

        var state = await session.SessionAsync(
            "frr", state => state.Reason.Contains("possible key mismatch", StringComparison.Ordinal), "a guess at the key");

        Assert.NotEqual(BgpState.Established, state.State);
        Assert.DoesNotContain("ours-88", await File.ReadAllTextAsync(lab.Agent.LogPath), StringComparison.Ordinal);
    }

    // A passive session with a key, and one where both ends connect: of two connections one stays.
    [RootFact("vtysh")]
    public async Task The_peer_may_connect_too()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24", "192.0.2.3/24");
        var passive = new RouterPeer("192.0.2.1", BgpLab.NodeAsn) { Password = "swordfish", IsPassive = false };
        var both = new RouterPeer("192.0.2.3", BgpLab.NodeAsn) { IsPassive = false };
        var router = await lab.AddRouterAsync(
            RouterKind.Frr, "router", ["192.0.2.2/24"], new RouterSettings(RouterAsn, "192.0.2.2", [passive, both]));
        var waiting = Peer("waiting", "192.0.2.2", BgpLab.NodeAsn, RouterAsn, passive.Address);
        waiting.Passive = true;
        waiting.Password = ByteString.CopyFromUtf8("swordfish");
        var session = await lab.StartAgentAsync(
            new Snapshot
            {
                BgpPeers = { waiting, Peer("meeting", "192.0.2.2", BgpLab.NodeAsn, RouterAsn, both.Address) },
                BgpRoutes = { Route(Prefix, "waiting", "meeting") },
            },
            "--bgp-listen",
            "always");

        await session.EstablishedAsync("waiting");
        await session.EstablishedAsync("meeting");
        await router.RouteAsync(passive, Prefix, default);
        await router.RouteAsync(both, Prefix, default);
    }

    // B-055: MetalLB's FRR modes refuse it.
    [RootFact("birdc")]
    [Trait("Ref", "B-055")]
    public async Task Two_peers_have_one_address_and_two_ports()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var peer = new RouterPeer("192.0.2.1", BgpLab.NodeAsn) { LocalAddress = "192.0.2.2" };
        var first = await lab.AddRouterAsync(
            RouterKind.Bird, "router", ["192.0.2.2/24"], new RouterSettings(RouterAsn, "192.0.2.2", [peer]));
        var second = await lab.StartRouterAsync(
            RouterKind.Bird, first.Machine, new RouterSettings(65002, "192.0.2.22", [peer]) { Port = 1179 });
        var other = Peer("second", "192.0.2.2", BgpLab.NodeAsn, 65002);
        other.Port = 1179;
        var session = await lab.StartAgentAsync(new Snapshot
        {
            BgpPeers = { Peer("first", "192.0.2.2", BgpLab.NodeAsn, RouterAsn), other },
            BgpRoutes = { Route(Prefix, "first"), Route("203.0.113.2/32", "second") },
        });

        await session.EstablishedAsync("first");
        await session.EstablishedAsync("second");
        await first.RouteAsync(peer, Prefix, default);
        await second.RouteAsync(peer, "203.0.113.2/32", default);
        Assert.Null(await first.FindAsync(peer, "203.0.113.2/32", default));
    }

    // B-058: MetalLB's FRR modes cannot have one. Nor can FRR and BIRD be one: they take the address for their own.
    [RootFact("gobgpd")]
    [Trait("Ref", "B-058")]
    public async Task A_daemon_of_the_node_itself_is_a_peer()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var peer = new RouterPeer("192.0.2.1", BgpLab.NodeAsn) { LocalAddress = "192.0.2.1" };
        var router = await lab.StartRouterAsync(RouterKind.GoBgp, lab.Node.Host, new RouterSettings(RouterAsn, "192.0.2.99", [peer]));
        var session = await lab.StartAgentAsync(new Snapshot
        {
            BgpPeers = { Peer("own", "192.0.2.1", BgpLab.NodeAsn, RouterAsn) },
            BgpRoutes = { Route(Prefix, "own") },
        });

        await session.EstablishedAsync("own");
        await router.RouteAsync(peer, Prefix, default);
    }

    // W-125: a peer that refuses the OPEN is not asked again in the same breath.
    [RootFact("vtysh")]
    [Trait("Ref", "W-125")]
    public async Task A_peer_that_refuses_at_once_is_left_alone_for_a_while()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        await AddRouterAsync(lab, new RouterPeer("192.0.2.1", 64999));
        var started = TimeProvider.System.GetTimestamp();
        var session = await lab.StartAgentAsync(new Snapshot { BgpPeers = { Order() } });

        var state = await session.SessionAsync("frr", state => state.MessagesSent >= 3, "a second attempt");

        // An attempt is two messages at the most; between the two lies a second, less the jitter of a quarter.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0.75, 25);
        Assert.Contains("OpenMessage", state.Reason, StringComparison.OrdinalIgnoreCase);
    }

    // B-047: BFD's word is enough; the Hold Time is 90 s.
    [RootFact("vtysh")]
    [Trait("Ref", "B-047")]
    public async Task BFD_that_fails_ends_the_session_at_once()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var (router, peer) = await AddRouterAsync(lab, new RouterPeer("192.0.2.1", BgpLab.NodeAsn) { HasBfd = true, HoldSeconds = 90 });
        var order = Order();
        order.HoldSeconds = 90;
        order.Bfd = new BfdSettings
        {
            Profile = "lab",
            ReceiveMilliseconds = 50,
            TransmitMilliseconds = 50,
            DetectMultiplier = 5,
        };
        var session = await lab.StartAgentAsync(new Snapshot { BgpPeers = { order }, BgpRoutes = { Route(Prefix, "frr") } });
        await session.SessionAsync(
            "frr", state => state is { State: BgpState.Established, BfdState: BfdState.Up }, "BFD and BGP that are up");
        await router.RouteAsync(peer, Prefix, default);
        var down = lab.Agent.WaitForNextLineAsync(line => line.Contains("BGP session down", StringComparison.Ordinal), default);

        router.BfdDaemon!.Signal(UnixSignal.Stop);
        var line = await down.WithinAsync("waiting for the end of the session", "frr", "a line", lab.Agent.DescribeTail);
        router.BfdDaemon.Signal(UnixSignal.Continue);

        Assert.Contains("BFD", line, StringComparison.Ordinal);
        await session.SessionAsync("frr", state => state is { State: BgpState.Established, Flaps: >= 1 }, "a session again");
    }

    // What the kernel cannot do, and an order that makes no sense, cost their own session only.
    [RootFact("vtysh")]
    [Trait("Ref", "B-045")]
    [Trait("Ref", "B-049")]
    [Trait("Ref", "Q-36")]
    [Trait("Ref", "W-123")]
    public async Task Orders_that_cannot_be_followed_cost_their_own_session_only()
    {
        await using var lab = await BgpLab.CreateAsync("192.0.2.1/24");
        var (router, peer) = await AddRouterAsync(lab, new RouterPeer("192.0.2.1", BgpLab.NodeAsn));
        var vrf = Peer("vrf", "192.0.2.2", BgpLab.NodeAsn, RouterAsn);
        vrf.Vrf = "red";
        var source = Peer("source", "192.0.2.2", BgpLab.NodeAsn, RouterAsn, "192.0.2.99");
        var identifier = Peer("identifier", "192.0.2.2", BgpLab.NodeAsn, RouterAsn);
        identifier.RouterId = ByteString.CopyFrom(new byte[16]);
        var session = await lab.StartAgentAsync(new Snapshot
        {
            BgpPeers = { vrf, source, identifier, Order() },
            BgpRoutes = { Route(Prefix, "frr", "vrf", "source", "identifier") },
        });

        await router.RouteAsync(peer, Prefix, default);
        await session.SessionAsync("vrf", state => state.Reason.Contains("device 'red'", StringComparison.Ordinal), "the device");
        await session.SessionAsync(
            "source", state => state.Reason.Contains("192.0.2.99 is not on this node", StringComparison.Ordinal), "the address");
        await lab.LineAsync("session identifier cannot be held as it is ordered: its router id is not an IPv4 address");
    }

    private static BgpPeer Order() => Peer("frr", "192.0.2.2", BgpLab.NodeAsn, RouterAsn);

    private static IEnumerable<(string Field, Action<BgpPeer> Change)> Hot() =>
    [
        ("keepaliveTime", order => order.KeepaliveSeconds = 5),
        ("connectTime", order => order.ConnectSeconds = 7),
        ("ebgpMultiHop", order => order.EbgpMultihop = true),
        ("passive", order => order.Passive = true),
        ("passive", order => order.Passive = false),
        ("dynamicASN", order => (order.PeerAsn, order.DynamicAsn) = (0, BgpDynamicAsn.External)),
    ];

    private static async Task<(FrrRouter Router, RouterPeer Peer)> AddRouterAsync(BgpLab lab, RouterPeer peer) => (
        (FrrRouter)await lab.AddRouterAsync(
            RouterKind.Frr, "router", ["192.0.2.2/24"], new RouterSettings(RouterAsn, "192.0.2.2", [peer])),
        peer);

    private static async Task<string> ScrapeAsync(BgpLab lab) =>
        (await lab.Node.Host.Inside(new CommandLine("curl", ["-sSf", "--retry-connrefused", "--retry", "50", "http://127.0.0.1:7472/metrics"]))
            .RunAsync(default)).EnsureSucceeded().Output;

    private static long Metric(string text, string name) => long.Parse(
        text.Split('\n').Single(line => line.StartsWith(name + "{peer=\"192.0.2.2:179\",vrf=\"default\"} ", StringComparison.Ordinal))
            .Split(' ')[1],
        System.Globalization.CultureInfo.InvariantCulture);
}
