using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Bgp.BgpOrders;

namespace MetalOrleans.Tests.NetAgent.Bgp;

/// <summary>What FRR, BIRD, GoBGP and ExaBGP have in their tables of what the node tells them.</summary>
[Collection("BgpInterop")]
[Trait("Needs", "Root")]
public sealed class InteropTests(InteropFixture fixture)
{
    // T-200, B-020…B-026: the plain session, with every attribute that an external peer may hear.
    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [MemberData(nameof(Kinds))]
    [Trait("Ref", "W-115")]
    [Trait("Ref", "T-216")]
    public async Task An_external_peer_hears_a_route_with_its_attributes_and_no_local_preference(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var prefix = fixture.NextPrefix();

        await session.ChangeAsync(Announce(Route(prefix, new BgpPath
        {
            Peers = { router.NameOf("v4") },
            HasLocalPreference = true,
            LocalPreference = 321,
            HasMed = true,
            Med = 77,
            Communities = { 0xFDE8_0001, 0xFFFF_FF02 },
            LargeCommunities = { new LargeCommunity { GlobalAdministrator = 64500, LocalData1 = 1, LocalData2 = 4_000_000_000 } },
            Prepend = 2,
        })));
        var route = await router.Router.RouteAsync(router.V4, prefix, default);

        Assert.Equal(router.V4.Address, route.NextHop);
        Assert.Equal("IGP", route.Origin);
        Assert.Equal<uint>([64500, 64500, 64500], route.AsPath);
        Assert.Equal(77u, route.Med);
        Assert.Contains("65000:1", route.Communities);
        Assert.Equal(2, route.Communities.Length);
        Assert.Equal<string>(["64500:1:4000000000"], route.LargeCommunities);

        // BIRD and FRR show the default of their own.
        Assert.True(route.LocalPreference is null or 100, $"{route.LocalPreference}");
        await session.ChangeAsync(Withdraw(prefix));
        await router.Router.WithdrawnAsync(router.V4, prefix, default);
    }

    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [MemberData(nameof(Kinds))]
    [Trait("Ref", "Q-6")]
    [Trait("Ref", "W-116")]
    public async Task An_IPv6_session_carries_IPv6_with_a_well_formed_next_hop(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var prefix = fixture.NextPrefixIPv6();

        await session.ChangeAsync(Announce(Route(prefix, router.NameOf("v6"))));
        var route = await router.Router.RouteAsync(router.V6, prefix, default);
        var state = await session.EstablishedAsync(router.NameOf("v6"));

        Assert.Equal(router.V6.Address, route.NextHop.Split(',')[0]);
        Assert.Equal<uint>([BgpLab.NodeAsn], route.AsPath);
        Assert.Equal(0u, state.PrefixesUnsendable);
    }

    // T-230: both families over one session of either family; the sessions have keys (B-044).
    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [MemberData(nameof(KindsAndTransports))]
    [Trait("Ref", "B-029")]
    [Trait("Ref", "B-053")]
    [Trait("Ref", "T-230")]
    [Trait("Ref", "T-211")]
    public async Task Both_families_go_over_one_session_with_a_key(RouterKind kind, string transport)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var (peer, name) = (transport == "mp4" ? router.Mp4 : router.Mp6, router.NameOf(transport));
        var (prefix, prefixIPv6) = (fixture.NextPrefix(), fixture.NextPrefixIPv6());

        await session.ChangeAsync(Announce(Route(prefix, name), Route(prefixIPv6, name)));
        var route = await router.Router.RouteAsync(peer, prefix, default);
        var routeIPv6 = await router.Router.RouteAsync(peer, prefixIPv6, default);

        // Over IPv4 the IPv6 next hop is an address of the session's interface, and the other way round, unless RFC 8950 was
        // agreed upon.
        var sourceIPv6 = transport == "mp4" ? "2001:db8::11" : peer.Address;
        Assert.Equal(sourceIPv6, routeIPv6.NextHop.Split(',')[0]);
        string[] expected = transport == "mp4" ? [peer.Address] : [peer.Address, "10.1.0.18", "192.0.2.11"];
        Assert.Contains(route.NextHop.Split(',')[0], expected);
    }

    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [MemberData(nameof(Kinds))]
    [Trait("Ref", "B-023")]
    [Trait("Ref", "W-115")]
    public async Task An_internal_peer_hears_the_local_preference_zero_included_and_no_path(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var (none, zero, some) = (fixture.NextPrefix(), fixture.NextPrefix(), fixture.NextPrefix());
        var name = router.NameOf("internal");

        await session.ChangeAsync(Announce(
            Route(none, name),
            Route(zero, new BgpPath { Peers = { name }, HasLocalPreference = true }),
            Route(some, new BgpPath { Peers = { name }, HasLocalPreference = true, LocalPreference = 4321, Prepend = 3 })));

        var preferences = new List<uint?>();
        foreach (var prefix in (string[])[none, zero, some])
        {
            var route = await router.Router.RouteAsync(router.Internal, prefix, default);
            Assert.Empty(route.AsPath);
            preferences.Add(route.LocalPreference);
        }

        Assert.Equal([100u, 0u, 4321u], preferences);
    }

    // B-052, Q-2: what the peer sees is localASN, alone.
    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [MemberData(nameof(Kinds))]
    [Trait("Ref", "Q-2")]
    [Trait("Ref", "T-210")]
    public async Task A_local_system_of_four_octets_stands_alone_in_the_path(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var prefix = fixture.NextPrefix();

        await session.ChangeAsync(Announce(Route(prefix, router.NameOf("big"))));

        var route = await router.Router.RouteAsync(router.Big, prefix, default);
        Assert.Equal<uint>([InteropRouter.BigAsn], route.AsPath);
    }

    // systems above 65535 work with peers that know two octets; they see AS_TRANS.
    [RootTheory("vtysh", "birdc", "exabgp")]
    [InlineData(RouterKind.Frr)]
    [InlineData(RouterKind.Bird)]
    [InlineData(RouterKind.ExaBgp)]
    [Trait("Ref", "Q-23")]
    [Trait("Ref", "W-115")]
    public async Task A_peer_that_knows_two_octets_sees_the_substitute(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var prefix = fixture.NextPrefix();

        await session.ChangeAsync(Announce(Route(prefix, router.NameOf("two"))));

        // FRR and ExaBGP read AS4_PATH all the same and put it together again.
        var route = await router.Router.RouteAsync(router.TwoOctet, prefix, default);
        Assert.True(Assert.Single(route.AsPath) is 23456 or InteropRouter.TranslatedAsn or BgpLab.NodeAsn);
    }

    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [MemberData(nameof(Kinds))]
    [Trait("Ref", "B-046")]
    public async Task A_peer_behind_a_router_is_reached_with_multihop_from_the_source_address(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var prefix = fixture.NextPrefix();

        await session.ChangeAsync(Announce(Route(prefix, router.NameOf("far"))));

        var route = await router.Router.RouteAsync(router.Far, prefix, default);
        var state = await session.EstablishedAsync(router.NameOf("far"));
        Assert.Equal("10.1.0.18", route.NextHop);
        Assert.Equal([10, 1, 0, 18], state.LocalAddress.ToByteArray());
    }

    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [InlineData(RouterKind.Frr)]
    [InlineData(RouterKind.Bird)]
    [InlineData(RouterKind.GoBgp)]
    public async Task GTSM_holds_on_both_ends(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var prefix = fixture.NextPrefix();

        await session.ChangeAsync(Announce(Route(prefix, router.NameOf("secured"))));

        await router.Router.RouteAsync(router.Secured, prefix, default);
    }

    // W-102, invariant 4: routes of one family, of both, of none again; no session notices.
    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [MemberData(nameof(Kinds))]
    [Trait("Ref", "W-102")]
    [Trait("Invariant", "4")]
    public async Task The_first_and_the_last_route_of_a_family_leave_the_session_alone(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var (prefix, prefixIPv6) = (fixture.NextPrefix(), fixture.NextPrefixIPv6());
        var name = router.NameOf("mp4");
        var before = await session.EstablishedAsync(name);

        await session.ChangeAsync(Announce(Route(prefixIPv6, name)));
        await router.Router.RouteAsync(router.Mp4, prefixIPv6, default);
        await session.ChangeAsync(Withdraw(prefixIPv6));
        await router.Router.WithdrawnAsync(router.Mp4, prefixIPv6, default);
        await session.ChangeAsync(Announce(Route(prefix, name)));
        await router.Router.RouteAsync(router.Mp4, prefix, default);
        await session.ChangeAsync(Withdraw(prefix));
        await router.Router.WithdrawnAsync(router.Mp4, prefix, default);

        var after = session.LastOf(name)!;
        Assert.Equal(before.Flaps, after.Flaps);
        Assert.Equal(BgpState.Established, after.State);
    }

    // RFC 2918, B-027: the peer asks, and hears everything once more. GoBGP has no command for it: its soft reset reads its own table.
    [RootTheory("vtysh", "birdc", "gobgpd", "exabgp")]
    [InlineData(RouterKind.Frr)]
    [InlineData(RouterKind.Bird)]
    [InlineData(RouterKind.ExaBgp)]
    public async Task A_peer_that_asks_hears_its_routes_again(RouterKind kind)
    {
        var (router, session) = (fixture.Of(kind), fixture.Lab.Session);
        var prefix = fixture.NextPrefix();
        var name = router.NameOf("v4");
        await session.ChangeAsync(Announce(Route(prefix, name)));
        await router.Router.RouteAsync(router.V4, prefix, default);
        var line = fixture.Lab.Agent.WaitForNextLineAsync(
            text => text.Contains($"session {name}: the peer asked for all ipv4-unicast routes", StringComparison.Ordinal), default);

        await router.Router.RequestRefreshAsync(router.V4, default);

        await line.WithinAsync("asking for routes", name, "a line of the agent", fixture.Lab.Agent.DescribeTail);
        await router.Router.RouteAsync(router.V4, prefix, default);
    }

    public static TheoryData<RouterKind> Kinds() => [RouterKind.Frr, RouterKind.Bird, RouterKind.GoBgp, RouterKind.ExaBgp];

    public static TheoryData<RouterKind, string> KindsAndTransports()
    {
        var data = new TheoryData<RouterKind, string>();
        foreach (var kind in (RouterKind[])[RouterKind.Frr, RouterKind.Bird, RouterKind.GoBgp, RouterKind.ExaBgp])
        {
            data.Add(kind, "mp4");
            data.Add(kind, "mp6");
        }

        return data;
    }
}
