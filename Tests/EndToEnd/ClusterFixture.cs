using System.Collections.Immutable;
using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Oracle;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>The built silo and agents on three nodes, a client, and the tutorial's pool applied with kubectl.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private const int NodeCount = 3;

    /// <summary>Eight missed beats of 100 ms find a silent node here; the rest is room for a machine that tests share with builds.</summary>
    internal static readonly OracleRules Rules = new()
    {
        QuietGap = TimeSpan.FromSeconds(2),
        FaultGap = TimeSpan.FromSeconds(5),
        Recovery = TimeSpan.FromSeconds(2),
    };

    private static readonly ImmutableArray<string> SiloOptions = ["--missed-heartbeats", "8", "--l2-hold-down", "0"];

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
        // Nodes get their addresses back at once, as MetalLB's tests expect.
        _cluster.SiloOptions = SiloOptions;
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
    internal Task<IPAddress> ExposeAsync(string name) => ExposeAsync(new LabService(name));

    internal async Task<IPAddress> ExposeAsync(LabService service)
    {
        await Kubectl.ApplyTextAsync(service.Manifest(), default);
        var address = IPAddress.Parse(await AddressOfAsync(service.Name, text => text.Length > 0));
        foreach (var node in Cluster.Nodes)
        {
            await node.StandIn.EchoAsync(address);
        }

        return address;
    }

    /// <summary>Waits until every agent has its link.</summary>
    internal async Task LinkedAsync(ITestOutputHelper output)
    {
        foreach (var node in Cluster.Nodes)
        {
            // A Service that only this node may announce is answered for when its agent has its link.
            await using var wire = await WatchAsync(output);
            await using var l2 = await new L2Configuration(this, "linked-" + node.Name, "192.168.1.212")
                .CreateAsync($"nodeSelectors: [{{matchLabels: {{kubernetes.io/hostname: {node.Name}}}}}]");
            await wire.AnsweredAsync(await wire.ExposeAsync(l2.Service), node);
        }
    }

    /// <summary>Starts the silo anew with more options, or with none, and returns when every agent has its link again.</summary>
    internal async Task RestartSiloAsync(params string[] options)
    {
        var linked = Cluster.Nodes.Select(node => node.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, default)).ToList();
        await Cluster.Silo!.StopAsync();
        Cluster.SiloOptions = [.. SiloOptions, .. options];
        await Cluster.StartSiloAsync(default).WithinAsync("starting again", "silo", "readiness", DescribePrograms);
        await Task.WhenAll(linked).WithinAsync("coming back", "agents", "their links", DescribePrograms);
    }

    /// <summary>Deletes Services and waits until they are gone.</summary>
    internal Task ForgetAsync(params string[] services) =>
        Kubectl.ReadAsync(default, ["delete", "services,endpointslices", .. services, .. services.Select(name => name + "-lab"), "--ignore-not-found"])
            .WithinAsync("deleting", string.Join(", ", services), "the end of kubectl", DescribePrograms);

    /// <summary>Deletes a pool and the advertisements whose names begin with its name.</summary>
    internal async Task RemoveConfigurationAsync(string pool, params string[] advertisements)
    {
        foreach (var advertisement in advertisements.Prepend(pool))
        {
            await Kubectl.ReadAsync(default, "delete", "l2advertisement", advertisement, "-n", "metallb-system", "--ignore-not-found");
        }

        await Kubectl.ReadAsync(default, "delete", "ipaddresspool", pool, "-n", "metallb-system");
    }

    /// <summary>Who answers a client's datagram at the address.</summary>
    internal async Task<string> ProbeOnceAsync(IPAddress address)
    {
        await using var probe = await UdpProbe.StartAsync(
            Cluster.Client, new IPEndPoint(address, StandIn.EchoPort), TimeProvider.System);
        var answer = await probe.WaitAsync(_ => true, default)
            .WithinAsync("probing", address.ToString(), "an answer", DescribePrograms);
        return answer.Machine;
    }

    /// <summary>Watches the wire from now on, and fails the test that used it when a rule was broken.</summary>
    internal async Task<JudgedWire> WatchAsync(ITestOutputHelper output, OracleRules? rules = null) => new(
        await WireOracle.StartAsync(Cluster, rules ?? Rules, default).WithinAsync("starting", "the oracle", "a capture"), this, output);

    /// <summary>The first address of the Service's status that is wanted, now or later.</summary>
    internal Task<string> AddressOfAsync(string name, Func<string, bool> wanted) =>
        Kubectl.WatchAsync(["service", name], "{.status.loadBalancer.ingress[0].ip}", wanted, default)
            .WithinAsync("reading the status", "service " + name, "another address", DescribePrograms);

    internal Task<LabNode> AnnouncerOfAsync(IPAddress address) =>
        Cluster.FindAnnouncerAsync(address, TimeProvider.System, default)
            .WithinAsync("asking by ARP", address.ToString(), "an answer from a node", DescribePrograms);

    internal async Task<HandOver> HandOverAsync(IPAddress address, JudgedWire wire, string fault, Func<LabNode, Task> breakAsync)
    {
        IDisposable? disturbance = null;
        try
        {
            return await HandOver.MeasureAsync(Cluster, address, BreakAsync, TimeProvider.System, default)
                .WithinAsync("handing over", address.ToString(), "another node answering", DescribePrograms);
        }
        finally
        {
            disturbance?.Dispose();
        }

        Task BreakAsync(LabNode node)
        {
            disturbance = wire.Oracle.Disturb(node, fault);
            return breakAsync(node);
        }
    }

    internal string DescribePrograms() => string.Join(
        '\n', new[] { Cluster.Silo }.Concat(Cluster.Nodes.Select(node => node.Agent)).Select(program => program?.DescribeTail()));
}
