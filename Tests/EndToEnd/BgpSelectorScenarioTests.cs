using System.Collections.Immutable;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.EndToEnd.BgpClusterFixture;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>Which nodes tell the routers of which Services, where several advertisements select both.</summary>
[Collection("EndToEndBgp")]
[Trait("Needs", "Root")]
public sealed class BgpSelectorScenarioTests(BgpClusterFixture fixture)
{
    /// <summary>T-234, T-235: the nodes of two advertisements for two Services, and all of them for the Service that both are for.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Each_Service_is_advertised_from_the_nodes_of_all_advertisements_that_are_for_it()
    {
        await using var bgp = await new BgpConfiguration(fixture, "racks", "192.168.1.232/30").CreateAsync(
            "serviceSelectors: [{matchLabels: {east: 'yes'}}], nodeSelectors: [{matchLabels: {kubernetes.io/hostname: node1}}]",
            "serviceSelectors: [{matchLabels: {west: 'yes'}}], nodeSelectors: [{matchLabels: {kubernetes.io/hostname: node3}}]");
        var east = await fixture.ExposeAsync(bgp.Service with { Labels = "{east: 'yes'}" });
        var west = await fixture.ExposeAsync(bgp.Another("west") with { Labels = "{west: 'yes'}" });
        var both = await fixture.ExposeAsync(bgp.Another("both") with { Labels = "{east: 'yes', west: 'yes'}" });

        await fixture.NextHopsAsync(fixture.Tor, $"{both}/32", 1, 3);
        await fixture.NextHopsAsync(fixture.Tor, $"{east}/32", 1);
        await fixture.NextHopsAsync(fixture.Tor, $"{west}/32", 3);
    }

    /// <summary>
    /// T-240, T-241, T-246: only selected Services of the pool, any of several selectors, each advertisement's communities for its
    /// own Services. T-242, T-243: the selectors change, and the labels.
    /// </summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Selectors_of_Services_choose_and_follow_the_labels_and_their_own_changes()
    {
        await using var bgp = await new BgpConfiguration(fixture, "tiers", "192.168.1.236/30").CreateAsync(
            "communities: ['64512:1'], serviceSelectors: [{matchLabels: {tier: front}}, {matchExpressions: [{key: tier, operator: In, values: [edge]}]}]",
            "communities: ['64512:2'], serviceSelectors: [{matchLabels: {tier: back}}]");
        var front = await fixture.ExposeAsync(bgp.Service with { Labels = "{tier: front}" });
        var edge = await fixture.ExposeAsync(bgp.Another("edge") with { Labels = "{tier: edge}" });
        var back = await fixture.ExposeAsync(bgp.Another("back") with { Labels = "{tier: back}" });
        var other = await fixture.ExposeAsync(bgp.Another("other") with { Labels = "{tier: other}" });

        await CommunitiesAsync(front, "64512:1");
        await CommunitiesAsync(edge, "64512:1");
        await CommunitiesAsync(back, "64512:2");
        await fixture.NextHopsAsync(fixture.Tor, $"{other}/32");

        await bgp.AdvertiseAsync(0, "communities: ['64512:1'], serviceSelectors: [{matchLabels: {tier: front}}, {matchLabels: {tier: other}}]");
        await CommunitiesAsync(other, "64512:1");
        await fixture.NextHopsAsync(fixture.Tor, $"{edge}/32");
        await fixture.Kubectl.ReadAsync(default, "label", "service", "tiers-edge", "tier=back", "--overwrite");
        await CommunitiesAsync(edge, "64512:2");
        await fixture.Kubectl.ReadAsync(default, "label", "service", "tiers-back", "tier-");
        await fixture.NextHopsAsync(fixture.Tor, $"{back}/32");
        await CommunitiesAsync(front, "64512:1");
    }

    /// <summary>Waits until every node advertises an address with exactly these communities.</summary>
    private async Task CommunitiesAsync(System.Net.IPAddress address, params ImmutableArray<string> expected)
    {
        foreach (var node in (int[])[1, 2, 3])
        {
            await RouteIsAsync(
                fixture.Tor, node, $"{address}/32", route => route.Communities.SequenceEqual(expected), $"has {string.Join(' ', expected)}");
        }
    }
}
