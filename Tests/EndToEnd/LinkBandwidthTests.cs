using System.Text.Json.Nodes;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.EndToEnd.BgpClusterFixture;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>What weighs nodes against each other, as a router reads it (draft-ietf-idr-link-bandwidth).</summary>
[Collection("EndToEndBgp")]
[Trait("Needs", "Root")]
public sealed class LinkBandwidthTests(BgpClusterFixture fixture)
{
    private const string Prefix = "192.168.1.223/32";

    /// <summary>A second endpoint of the Service, beside node1's first.</summary>
    private const string SecondEndpoint =
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: weighted-more, namespace: default, labels: {kubernetes.io/service-name: weighted}}
        addressType: IPv4
        ports: [{name: http, protocol: TCP, port: 80}]
        endpoints: [{addresses: [10.99.0.1], nodeName: node1, conditions: {ready: READY}}]
        """;

    [RootFact("kubectl", "vtysh")]
    public async Task The_link_bandwidth_follows_the_ready_endpoints_of_each_node()
    {
        await using var bgp = await new BgpConfiguration(fixture, "weighted", Prefix).CreateAsync();
        await bgp.AdvertiseAsync(0, "", "metalorleans.io/bandwidth-per-endpoint: '1000000'");
        await fixture.ExposeAsync(bgp.Service with { ExternalTrafficPolicy = "Local", EndpointNodes = [1, 2] });
        await BandwidthIsAsync(fixture.Tor, 1, "1000000");
        await BandwidthIsAsync(fixture.Tor, 2, "1000000");
        await BandwidthIsAsync(fixture.Spine, 2, "1000000");
        var (first, second) = (await fixture.CountersAsync(1), await fixture.CountersAsync(2));

        try
        {
            await fixture.Kubectl.ApplyTextAsync(SecondEndpoint.Replace("READY", "true", StringComparison.Ordinal), default);
            await BandwidthIsAsync(fixture.Tor, 1, "2000000");
            await BandwidthIsAsync(fixture.Spine, 1, "2000000");
            await fixture.Kubectl.ApplyTextAsync(SecondEndpoint.Replace("READY", "false", StringComparison.Ordinal), default);
            await BandwidthIsAsync(fixture.Tor, 1, "1000000");
        }
        finally
        {
            await fixture.Kubectl.ReadAsync(default, "delete", "endpointslice", "weighted-more", "--ignore-not-found");
        }

        await fixture.NextHopsAsync(fixture.Tor, Prefix, 1, 2);
        Assert.Equal((first.Updates + 2, first.Sessions), await fixture.CountersAsync(1));
        Assert.Equal(second, await fixture.CountersAsync(2));
    }

    private static Task BandwidthIsAsync(LabRouter router, int node, string octetsPerSecond) => router.UntilAsync(
        async () => await FindAsync((FrrRouter)router, node) is { } communities
            && communities.Split(' ').Contains($"LB:{NodeAsn}:{octetsPerSecond}"),
        $"{Prefix} from node{node} has a link bandwidth of {octetsPerSecond} octets a second",
        default);

    private static async Task<string?> FindAsync(FrrRouter router, int node)
    {
        var route = await router.AskAsync($"show bgp ipv4 unicast {Prefix} json", default);
        var path = route?["paths"]?.AsArray().FirstOrDefault(path => IsOf(path!["peer"]!, node));
        return path?["extendedCommunity"]?["string"]?.GetValue<string>();
    }

    private static bool IsOf(JsonNode peer, int node) => peer["peerId"]?.GetValue<string>() == Node(node).Address;
}
