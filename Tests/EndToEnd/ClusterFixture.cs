using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>The built silo and agents on three nodes, a client, and the tutorial's pool applied with kubectl.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private const int NodeCount = 3;

    private const string Configuration =
        """
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: first-pool, namespace: metallb-system}
        spec: {addresses: [192.168.1.240-192.168.1.250]}
        ---
        apiVersion: metallb.io/v1beta1
        kind: L2Advertisement
        metadata: {name: example, namespace: metallb-system}
        spec: {ipAddressPools: [first-pool]}
        """;

    private LabCluster? _cluster;

    internal LabCluster Cluster => _cluster ?? throw new InvalidOperationException("There is no cluster without root.");

    internal Kubectl Kubectl => Cluster.Kubectl;

    public async Task InitializeAsync()
    {
        // The tests are skipped with the reason; the fixture is made all the same.
        if (Privileges.Missing(["kubectl"]) is not null)
        {
            return;
        }

        _cluster = await LabCluster.CreateAsync(
            "e2e", NodeCount, ClusterPrograms.BuiltWith(AppContext.BaseDirectory), preferredApiPort: 0, default);
        // Test assemblies run side by side with programs that are still being compiled: half a second of silence is no
        // failure here.
        _cluster.SiloOptions = ["--missed-heartbeats", "8"];
        await _cluster.StartAsync(default).WithinAsync(
            "starting the cluster", "silo and agents", "the silo serving and three agents linked", DescribePrograms);
        await Kubectl.ApplyTextAsync(Configuration, default);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    /// <summary>Makes a Service with an endpoint on every node, and returns its address when it has one.</summary>
    internal async Task<IPAddress> ExposeAsync(string name, string externalTrafficPolicy = "Cluster")
    {
        await Kubectl.ApplyTextAsync(ServiceManifest(name, externalTrafficPolicy), default);
        var address = await AddressOfAsync(name, text => text.Length > 0);
        foreach (var node in Cluster.Nodes)
        {
            await node.StandIn.EchoAsync(IPAddress.Parse(address));
        }

        return IPAddress.Parse(address);
    }

    /// <summary>The first address of the Service's status that is wanted, now or later.</summary>
    internal Task<string> AddressOfAsync(string name, Func<string, bool> wanted) =>
        Kubectl.WatchAsync(["service", name], "{.status.loadBalancer.ingress[0].ip}", wanted, default)
            .WithinAsync("reading the status", "service " + name, "another address", DescribePrograms);

    internal Task<LabNode> AnnouncerOfAsync(IPAddress address) =>
        Cluster.FindAnnouncerAsync(address, TimeProvider.System, default)
            .WithinAsync("asking by ARP", address.ToString(), "an answer from a node", DescribePrograms);

    internal Task<HandOver> HandOverAsync(IPAddress address, Func<LabNode, Task> breakAsync) =>
        HandOver.MeasureAsync(Cluster, address, breakAsync, TimeProvider.System, default)
            .WithinAsync("handing over", address.ToString(), "another node answering", DescribePrograms);

    internal string DescribePrograms() => string.Join(
        '\n', new[] { Cluster.Silo }.Concat(Cluster.Nodes.Select(node => node.Agent)).Select(program => program?.DescribeTail()));

    private static string ServiceManifest(string name, string externalTrafficPolicy) =>
        $$$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{{name}}}, namespace: default}
        spec:
          type: LoadBalancer
          externalTrafficPolicy: {{{externalTrafficPolicy}}}
          selector: {app: {{{name}}}}
          ports: [{protocol: TCP, port: 80, targetPort: 80}]
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: {{{name}}}-lab
          namespace: default
          labels: {kubernetes.io/service-name: {{{name}}}}
        addressType: IPv4
        ports: [{name: "", protocol: TCP, port: 80}]
        endpoints:
        - {addresses: [192.168.1.11], nodeName: node1, conditions: {ready: true}}
        - {addresses: [192.168.1.12], nodeName: node2, conditions: {ready: true}}
        - {addresses: [192.168.1.13], nodeName: node3, conditions: {ready: true}}
        """;
}
