using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.EndToEnd.BgpClusterFixture;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>What routes say, as two routers read it.</summary>
[Collection("EndToEndBgp")]
[Trait("Needs", "Root")]
public sealed class BgpAttributeTests(BgpClusterFixture fixture)
{
    /// <summary>T-216, T-218: communities by value and by name, large ones, and LOCAL_PREF, as they change; C-052: iBGP alone hears it.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Communities_and_preferences_reach_the_routers_and_change_without_a_new_session()
    {
        await using var bgp = await new BgpConfiguration(fixture, "attributes", "192.168.1.210/32")
            .CreateAsync("communities: ['64512:1', 'large:64512:1:2', vpn], localPref: 300");
        await bgp.ApplyAsync("community", "attributes", """
            apiVersion: metallb.io/v1beta1
            kind: Community
            metadata: {name: attributes, namespace: metallb-system}
            spec: {communities: [{name: vpn, value: '64512:7'}]}
            """);
        await fixture.ExposeAsync(bgp.Service);

        await RouteIsAsync(
            fixture.Spine, 1, "192.168.1.210/32", route => route.LocalPreference == 300, "has LOCAL_PREF 300 on the internal router");
        var route = await fixture.Tor.RouteAsync(Node(1), "192.168.1.210/32", default);
        Assert.Equal<string>(["64512:1", "64512:7"], route.Communities.Order(StringComparer.Ordinal));
        Assert.Equal<string>(["64512:1:2"], route.LargeCommunities);
        Assert.True(route.LocalPreference is null or 100, $"{route.LocalPreference}"); // W-115
        var before = await fixture.CountersAsync(1);

        await bgp.AdvertiseAsync(0, "communities: ['64512:9'], localPref: 50", "metalorleans.io/med: '5', metalorleans.io/as-path-prepend: '2'");
        await RouteIsAsync(fixture.Spine, 1, "192.168.1.210/32", changed => changed.LocalPreference == 50, "has LOCAL_PREF 50");
        await RouteIsAsync(
            fixture.Tor, 1, "192.168.1.210/32",
            changed => changed is { Communities: ["64512:9"], Med: 5, AsPath: [NodeAsn, NodeAsn, NodeAsn] },
            "has another community, a MED and a longer path");
        Assert.Equal(before.Sessions, (await fixture.CountersAsync(1)).Sessions);
    }

    /// <summary>T-217, T-245: two advertisements for one prefix unite their communities; a selected Service has more.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Overlapping_advertisements_unite_communities_for_the_Services_that_both_are_for()
    {
        await using var bgp = await new BgpConfiguration(fixture, "overlap", "192.168.1.212/31").CreateAsync(
            "communities: ['64512:1']", "communities: ['64512:2'], serviceSelectors: [{matchLabels: {tier: front}}]");
        var front = await fixture.ExposeAsync(bgp.Service with { Labels = "{tier: front}" });
        var back = await fixture.ExposeAsync(bgp.Another("back"));

        await RouteIsAsync(fixture.Tor, 2, $"{front}/32", route => route.Communities is ["64512:1", "64512:2"], "has both communities");
        await RouteIsAsync(fixture.Tor, 2, $"{back}/32", route => route.Communities is ["64512:1"], "has one community");

        await fixture.Kubectl.ReadAsync(default, "label", "service", bgp.Service.Name, "tier=back", "--overwrite"); // T-243
        await RouteIsAsync(fixture.Tor, 2, $"{front}/32", route => route.Communities is ["64512:1"], "has one community");
    }

    /// <summary>T-218, T-244, B-014, B-030: an aggregate stays while a Service in it does; the length changes live.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task An_aggregate_stays_while_one_Service_in_it_does()
    {
        await using var bgp = await new BgpConfiguration(fixture, "aggregate", "192.168.1.216/30").CreateAsync("aggregationLength: 30");
        await fixture.ExposeAsync(bgp.Service);
        var second = bgp.Another("second");
        await fixture.ExposeAsync(second);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.216/30", 1, 2, 3);

        await fixture.Kubectl.ReadAsync(default, "delete", "service", bgp.Service.Name);
        await bgp.AdvertiseAsync(0, "aggregationLength: 31");
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.216/31", 1, 2, 3);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.216/30");
        await fixture.Kubectl.ReadAsync(default, "delete", "service", second.Name);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.216/31");
    }

    /// <summary>T-233: two advertisements to two peers, each with communities of its own.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Two_peers_hear_different_communities()
    {
        await using var bgp = await new BgpConfiguration(fixture, "each", "192.168.1.220/32").CreateAsync(
            "peers: [tor], communities: ['64512:1']", "peers: [spine], communities: ['64512:2']");
        await fixture.ExposeAsync(bgp.Service);

        await RouteIsAsync(fixture.Tor, 3, "192.168.1.220/32", route => route.Communities is ["64512:1"], "has the community for it");
        await RouteIsAsync(fixture.Spine, 3, "192.168.1.220/32", route => route.Communities is ["64512:2"], "has the community for it");
    }

    /// <summary>A Service's own wishes, as its pool's policy allows them; what it does not is an event.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task A_Service_gets_the_attributes_that_its_pools_policy_allows()
    {
        await using var bgp = await new BgpConfiguration(fixture, "wishes", "192.168.1.221/32").CreateAsync("");
        await bgp.ApplyAsync("poolpolicy", "wishes", """
            apiVersion: metalorleans.io/v1alpha1
            kind: PoolPolicy
            metadata: {name: wishes, namespace: metallb-system}
            spec: {pool: wishes, bgp: {allowedCommunities: ['64512:*'], allowedLocalPreference: {max: 200}}}
            """);
        await fixture.ExposeAsync(bgp.Service with
        {
            Annotations = ["metalorleans.io/bgp-communities: '64512:5,65000:1'", "metalorleans.io/bgp-local-preference: '150'"],
        });

        await RouteIsAsync(
            fixture.Spine, 1, "192.168.1.221/32", route => route is { Communities: ["64512:5"], LocalPreference: 150 }, "has what is allowed");
        await fixture.Tor.UntilAsync(
            async () => (await fixture.Kubectl.ReadAsync(default, "describe", "service", "wishes")).Contains("routeAttributeRefused", StringComparison.Ordinal),
            "kubectl describe tells what is not allowed",
            default);
    }

    /// <summary>B-003, B-031: two preferences for one route withdraw the one Service that both are for.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Conflicting_preferences_are_an_event_and_no_route()
    {
        await using var bgp = await new BgpConfiguration(fixture, "conflict", "192.168.1.222/32").CreateAsync(
            "localPref: 100, serviceSelectors: [{matchLabels: {tier: front}}]",
            "localPref: 200, serviceSelectors: [{matchLabels: {tier: front}}]");
        await fixture.ExposeAsync(bgp.Service with { Labels = "{tier: front}" });

        await fixture.Tor.UntilAsync(
            async () => (await fixture.Kubectl.ReadAsync(default, "describe", "service", "conflict")).Contains("conflictingAdvertisements", StringComparison.Ordinal),
            "kubectl describe tells of the conflict",
            default);
        Assert.Null(await fixture.Tor.FindAsync(Node(1), "192.168.1.222/32", default));
        await bgp.UnadvertiseAsync(1);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.222/32", 1, 2, 3);
    }
}
