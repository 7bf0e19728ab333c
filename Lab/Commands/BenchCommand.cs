using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Demo;
using MetalOrleans.Lab.Measuring;
using Spectre.Console;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab bench</c>: how fast Services get and keep their addresses, end to end.</summary>
internal static class BenchCommand
{
    private const int NodeCount = 3;

    private const string Configuration =
        """
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: bench, namespace: metallb-system}
        spec: {addresses: [192.168.1.192/26]}
        ---
        apiVersion: metallb.io/v1beta1
        kind: L2Advertisement
        metadata: {name: bench, namespace: metallb-system}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: moving, namespace: default}
        spec:
          type: LoadBalancer
          selector: {app: moving}
          ports: [{protocol: TCP, port: 80}]
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: moving, namespace: default, labels: {kubernetes.io/service-name: moving}}
        addressType: IPv4
        ports: [{name: "", protocol: TCP, port: 80}]
        endpoints:
        - {addresses: [192.168.1.11], nodeName: node1, conditions: {ready: true}}
        - {addresses: [192.168.1.12], nodeName: node2, conditions: {ready: true}}
        - {addresses: [192.168.1.13], nodeName: node3, conditions: {ready: true}}
        """;

    public static Command Create()
    {
        var programs = new ProgramOptions();
        var services = new Option<int>("--services")
        {
            Description = "How many Services to make, one by one and then all at once; the pool has room for 60.",
            DefaultValueFactory = _ => 50,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "How many hand-overs of each kind to measure.",
            DefaultValueFactory = _ => 10,
        };
        var command = new Command("bench", "Measure how fast Services get and keep their addresses.")
        {
            programs.Silo, programs.Agent, services, rounds,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var cluster = await LabCluster.CreateAsync(
                "bench", NodeCount, programs.Read(parsed), preferredApiPort: 0, cancellationToken);
            await cluster.StartAsync(cancellationToken);
            await cluster.Kubectl.ApplyTextAsync(Configuration, cancellationToken);
            var service = await ServicesAsync(cluster, parsed.GetValue(services), cancellationToken);
            Show([.. service, .. await HandOversAsync(cluster, parsed.GetValue(rounds), cancellationToken)]);
            return 0;
        });
        return command;
    }

    private static async Task<ImmutableArray<Distribution>> ServicesAsync(
        LabCluster cluster, int count, CancellationToken cancellationToken)
    {
        using var api = await LabApi.OpenAsync(cluster.Kubectl, cancellationToken);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var latency = new ServiceLatency(cluster, api, TimeProvider.System);
        var watch = latency.WatchAsync(watching.Token);
        var oneByOne = await latency.OneByOneAsync(count, cancellationToken);
        var allAtOnce = await latency.AllAtOnceAsync(count, cancellationToken);
        await watching.CancelAsync();
        await watch;
        return [.. oneByOne, .. allAtOnce];
    }

    private static async Task<ImmutableArray<Distribution>> HandOversAsync(
        LabCluster cluster, int rounds, CancellationToken cancellationToken)
    {
        var address = IPAddress.Parse(await cluster.Kubectl.WatchAsync(
            ["service", "moving"], "{.status.loadBalancer.ingress[0].ip}", text => text.Length > 0, cancellationToken));
        foreach (var node in cluster.Nodes)
        {
            await node.StandIn.EchoAsync(address);
        }

        var (killed, cut) = (new List<HandOver>(), new List<HandOver>());
        for (var round = 0; round < rounds; round++)
        {
            killed.Add(await HandOver.MeasureAsync(
                cluster, address, node => node.Agent!.KillAsync(), TimeProvider.System, cancellationToken));
            await cluster.StartAgentAsync(killed[^1].From, cancellationToken);
            cut.Add(await HandOver.MeasureAsync(
                cluster, address, node => node.CutOffAsync(cancellationToken), TimeProvider.System, cancellationToken));
            await cut[^1].From.ReconnectAsync(cancellationToken);
        }

        return
        [
            new Distribution("agent killed → another announces", killed.Select(one => one.Announced)),
            new Distribution("agent killed: longest time without an answer", killed.Select(one => one.Gap)),
            new Distribution("node cut off → another announces", cut.Select(one => one.Announced)),
            new Distribution("node cut off: longest time without an answer", cut.Select(one => one.Gap)),
        ];
    }

    private static void Show(IEnumerable<Distribution> distributions)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("end to end, three nodes", "count", "median", "99 %", "max");
        foreach (var distribution in distributions)
        {
            table.AddRow(distribution.Cells());
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = DemoScreen.PipeWidth;
        }

        AnsiConsole.Write(table);
    }
}
