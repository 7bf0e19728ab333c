using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.EndToEnd.BgpClusterFixture;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>One BGPPeer for many racks: each node finds its own router.</summary>
[Collection("EndToEndBgp")]
[Trait("Needs", "Root")]
public sealed class PeerTemplateTests(BgpClusterFixture fixture)
{
    private const uint LeafAsn = 64520;
    private const uint OtherAsn = 64521;
    private const string Gateway = "192.168.1.122";
    private const string NextGateway = "192.168.1.123";
    private const string Leaf = "192.168.1.124";
    private const string OtherLeaf = "192.168.1.125";
    private const string Prefix = "192.168.1.228/32";

    [RootFact("kubectl", "vtysh")]
    public async Task A_session_is_held_with_the_default_gateway_and_moves_with_it()
    {
        await using var leaf = await StartAsync("gate1", Gateway, LeafAsn);
        await using var other = await StartAsync("gate2", NextGateway, LeafAsn);
        await using var bgp = await new BgpConfiguration(fixture, "templated", Prefix).CreateAsync("peers: [gateway]");
        await bgp.ApplyAsync("bgppeer", "gateway", $$$"""
            apiVersion: metallb.io/v1beta2
            kind: BGPPeer
            metadata:
              name: gateway
              namespace: metallb-system
              annotations: {metalorleans.io/peer-address-from: default-gateway}
            spec: {myASN: {{{NodeAsn}}}, peerASN: {{{LeafAsn}}}, connectTime: 1s, nodeSelectors: [{matchLabels: {kubernetes.io/hostname: node1}}]}
            """);
        await fixture.ExposeAsync(bgp.Service);
        var machine = fixture.Cluster.Nodes[0].Machine;
        await machine.ConfigureAsync([$"route add default via {Gateway}"], default);
        try
        {
            await leaf.EstablishedAsync(Node(1), default);
            await leaf.RouteAsync(Node(1), Prefix, default);
            await machine.ConfigureAsync([$"route replace default via {NextGateway}"], default);
            await other.EstablishedAsync(Node(1), default);
            await other.RouteAsync(Node(1), Prefix, default);
            await leaf.WithdrawnAsync(Node(1), Prefix, default);
        }
        finally
        {
            await machine.ConfigureAsync(["route del default"], default);
        }

        // Without a gateway there is no session, and the BGPPeer says why.
        await other.WithdrawnAsync(Node(1), Prefix, default);
        await other.UntilAsync(
            async () => (await fixture.Kubectl.ReadAsync(default, "describe", "bgppeer", "gateway", "-n", "metallb-system"))
                .Contains("sessionRefused", StringComparison.Ordinal),
            "kubectl describe tells that the node has no gateway",
            default);
    }

    [RootFact("kubectl", "vtysh")]
    public async Task Labels_and_annotations_of_a_node_say_which_router_and_which_autonomous_systems()
    {
        await using var leaf = await StartAsync("leaf1", Leaf, LeafAsn);
        await using var other = await StartAsync("leaf2", OtherLeaf, OtherAsn);
        await using var bgp = await new BgpConfiguration(fixture, "racks", "192.168.1.229/32").CreateAsync("peers: [rack]");
        await bgp.LabelAsync(1, $"lab.example.com/leaf-asn={LeafAsn}");
        await bgp.LabelAsync(2, $"lab.example.com/leaf-asn={OtherAsn}");
        await AnnotateAsync(1, $"metalorleans.io/leaf={Leaf}");
        await AnnotateAsync(2, $"metalorleans.io/leaf={OtherLeaf}");
        try
        {
            await bgp.ApplyAsync("bgppeer", "rack", $$$"""
                apiVersion: metallb.io/v1beta2
                kind: BGPPeer
                metadata:
                  name: rack
                  namespace: metallb-system
                  annotations:
                    metalorleans.io/peer-address-from: annotation:metalorleans.io/leaf
                    metalorleans.io/peer-asn-from: label:lab.example.com/leaf-asn
                spec: {myASN: {{{NodeAsn}}}, connectTime: 1s, nodeSelectors: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node1, node2]}]}]}
                """);
            await fixture.ExposeAsync(bgp.Service);
            await leaf.RouteAsync(Node(1), "192.168.1.229/32", default);
            await other.RouteAsync(Node(2), "192.168.1.229/32", default);
            Assert.False(await leaf.IsEstablishedAsync(Node(2), default));
            Assert.False(await other.IsEstablishedAsync(Node(1), default));
        }
        finally
        {
            await AnnotateAsync(1, "metalorleans.io/leaf-");
            await AnnotateAsync(2, "metalorleans.io/leaf-");
        }
    }

    private Task AnnotateAsync(int node, string annotation) =>
        fixture.Kubectl.ReadAsync(default, "annotate", "node", $"node{node}", annotation);

    /// <summary>A router of one rack, on a machine of its own, which has the address until the cluster is gone.</summary>
    private async Task<LabRouter> StartAsync(string name, string address, uint asn)
    {
        var machine = await fixture.Cluster.Lab.AddMachineAsync(name, default);
        await fixture.Cluster.Lab.ConnectAsync(machine, LabCluster.Interface, [address + "/24"], fixture.Cluster.Switch, default);
        var settings = new RouterSettings(asn, address, [.. Enumerable.Range(1, fixture.Cluster.Nodes.Length).Select(Node)]);
        return await LabRouter.StartAsync(RouterKind.Frr, fixture.Cluster.Lab, machine, settings, default);
    }
}
