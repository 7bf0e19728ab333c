using System.Collections.Immutable;
using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Routers;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>
/// The built silo and agents on three nodes, and FRR twice: as the client's own router, which is another autonomous system, and
/// as a router of the nodes' own. Both have sessions with all nodes; nothing is announced in layer 2.
/// </summary>
public sealed class BgpClusterFixture : IAsyncLifetime
{
    internal const uint NodeAsn = 64512;
    internal const uint TorAsn = 64513;

    private const int NodeCount = 3;
    private const string SpineAddress = "192.168.1.101";

    private const string Peers =
        """
        apiVersion: metallb.io/v1beta2
        kind: BGPPeer
        metadata: {name: tor, namespace: metallb-system}
        spec: {myASN: 64512, peerASN: 64513, peerAddress: 192.168.1.100, holdTime: 30s, connectTime: 1s}
        ---
        apiVersion: metallb.io/v1beta2
        kind: BGPPeer
        metadata: {name: tor6, namespace: metallb-system}
        spec: {myASN: 64512, peerASN: 64513, peerAddress: '2001:db8:1::100', holdTime: 30s, connectTime: 1s}
        ---
        apiVersion: metallb.io/v1beta2
        kind: BGPPeer
        metadata: {name: spine, namespace: metallb-system}
        spec: {myASN: 64512, peerASN: 64512, peerAddress: 192.168.1.101, holdTime: 30s, connectTime: 1s}
        """;

    private LabCluster? _cluster;

    internal LabCluster Cluster => _cluster ?? throw new InvalidOperationException("There is no cluster without root.");

    internal Kubectl Kubectl => Cluster.Kubectl;

    /// <summary>The client's router: another autonomous system.</summary>
    internal LabRouter Tor { get; private set; } = null!;

    /// <summary>A router of the nodes' own autonomous system.</summary>
    internal LabRouter Spine { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // The tests are skipped with the reason; the fixture is made all the same.
        if (Privileges.Missing(["kubectl", "vtysh"]) is not null)
        {
            return;
        }

        _cluster = await LabCluster.CreateAsync(
            "bgp", NodeCount, ClusterPrograms.BuiltWith(AppContext.BaseDirectory), preferredApiPort: 0, default);
        _cluster.SiloOptions = ["--missed-heartbeats", "16", "--bgp-drain-delay", "2"];
        var tor = new RouterSettings(TorAsn, "10.0.0.100", [.. Enumerable.Range(1, NodeCount).SelectMany(number => (RouterPeer[])[Node(number), Node6(number)])])
        {
            InstallsRoutes = true,
        };
        Tor = await LabRouter.StartAsync(RouterKind.Frr, _cluster.Lab, _cluster.Client, tor, default);
        var machine = await _cluster.Lab.AddMachineAsync("spine", default);
        await _cluster.Lab.ConnectAsync(machine, LabCluster.Interface, [SpineAddress + "/24"], _cluster.Switch, default);
        var spine = new RouterSettings(NodeAsn, "10.0.0.101", [.. Enumerable.Range(1, NodeCount).Select(Node)]);
        Spine = await LabRouter.StartAsync(RouterKind.Frr, _cluster.Lab, machine, spine, default);
        await _cluster.StartAsync(default).WithinAsync(
            "starting the cluster", "silo and agents", "the silo serving and three agents linked", DescribePrograms);
        await Kubectl.ApplyTextAsync(Peers, default);
        foreach (var number in Enumerable.Range(1, NodeCount))
        {
            await Tor.EstablishedAsync(Node(number), default);
            await Tor.EstablishedAsync(Node6(number), default);
            await Spine.EstablishedAsync(Node(number), default);
        }
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            // A router that did not start is none.
            await (Tor?.DisposeAsync() ?? default);
            await (Spine?.DisposeAsync() ?? default);
            await _cluster.DisposeAsync();
        }
    }

    /// <summary>A node as both routers know it over IPv4.</summary>
    internal static RouterPeer Node(int number) => new($"192.168.1.{10 + number}", NodeAsn);

    /// <summary>A node as the client's router knows it over IPv6.</summary>
    internal static RouterPeer Node6(int number) => new($"2001:db8:1::{10 + number}", NodeAsn) { HasIPv4 = false, HasIPv6 = true };

    /// <summary>Starts one more router on the nodes' network, for one test; it ends when the test disposes of it.</summary>
    /// <param name="name">The machine's name, which no other test has.</param>
    /// <param name="host">The last part of its addresses in both families.</param>
    /// <param name="settings">What it is configured with.</param>
    internal async Task<FrrRouter> AddRouterAsync(string name, int host, RouterSettings settings)
    {
        var machine = await Cluster.Lab.AddMachineAsync(name, default);
        await Cluster.Lab.ConnectAsync(
            machine, LabCluster.Interface, [$"192.168.1.{host}/24", $"2001:db8:1::{host}/64"], Cluster.Switch, default);
        return (FrrRouter)await LabRouter.StartAsync(RouterKind.Frr, Cluster.Lab, machine, settings, default);
    }

    /// <summary>What the agent of a node tells whoever scrapes it.</summary>
    internal Task<string> ScrapeAsync(int node) => ScrapeAsync(Cluster.Nodes[node - 1].Machine);

    /// <summary>What the program on a machine tells whoever scrapes it.</summary>
    internal static async Task<string> ScrapeAsync(LabNamespace machine) => (await machine
        .Inside(new CommandLine("curl", ["-sS", "--max-time", "10", "http://127.0.0.1:7472/metrics"])).RunAsync(default)).EnsureSucceeded().Output;

    /// <summary>Scrapes a node's agent until what it tells is as it should be.</summary>
    internal Task ScrapedAsync(int node, Func<string, bool> isSo, string expected) => Tor.UntilAsync(
        async () => isSo(await ScrapeAsync(node)), $"the metrics of node{node} have {expected}", default);

    /// <summary>Makes a Service, and has every node answer for its address.</summary>
    internal async Task<IPAddress> ExposeAsync(LabService service)
    {
        await Kubectl.ApplyTextAsync(service.Manifest(), default);
        var address = IPAddress.Parse(await Kubectl
            .WatchAsync(["service", service.Name], "{.status.loadBalancer.ingress[0].ip}", text => text.Length > 0, default)
            .WithinAsync("reading the status", "service " + service.Name, "an address", DescribePrograms));
        foreach (var node in Cluster.Nodes)
        {
            await node.StandIn.EchoAsync(address);
        }

        return address;
    }

    /// <summary>Who answers a client's datagram at the address, by the routes that the client's router has.</summary>
    internal async Task<string> ProbeAsync(IPAddress address)
    {
        await using var probe = await UdpProbe.StartAsync(
            Cluster.Client, new IPEndPoint(address, StandIn.EchoPort), TimeProvider.System);
        return (await probe.WaitAsync(_ => true, default)
            .WithinAsync("probing", address.ToString(), "an answer", DescribePrograms)).Machine;
    }

    /// <summary>Waits until a router has a prefix from exactly these nodes.</summary>
    internal async Task NextHopsAsync(LabRouter router, string prefix, params int[] nodes)
    {
        foreach (var number in Enumerable.Range(1, NodeCount))
        {
            var node = prefix.Contains(':', StringComparison.Ordinal) ? Node6(number) : Node(number);
            if (nodes.Contains(number))
            {
                await router.RouteAsync(node, prefix, default);
            }
            else
            {
                await router.WithdrawnAsync(node, prefix, default);
            }
        }
    }

    /// <summary>Waits until a router's route from a node is as it should be.</summary>
    internal static Task RouteIsAsync(LabRouter router, int node, string prefix, Func<RouterRoute, bool> isSo, string expected) =>
        router.UntilAsync(
            async () => await router.FindAsync(Node(node), prefix, default) is { } route && isSo(route), $"{prefix} {expected}", default);

    /// <summary>The UPDATE messages that the client's router had from a node, and how often the session was Established.</summary>
    internal async Task<(int Updates, int Sessions)> CountersAsync(int node)
    {
        var state = await ((FrrRouter)Tor).NeighborAsync(Node(node), default)
            ?? throw new InvalidOperationException($"The router does not know node{node}.");
        return (state["messageStats"]!["updatesRecv"]!.GetValue<int>(), state["connectionsEstablished"]!.GetValue<int>());
    }

    internal string DescribePrograms() => string.Join(
        '\n', new[] { Cluster.Silo }.Concat(Cluster.Nodes.Select(node => node.Agent)).Select(program => program?.DescribeTail()));
}
