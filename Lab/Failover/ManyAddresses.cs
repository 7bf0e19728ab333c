using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Demo;
using MetalOrleans.Lab.Measuring;
using MetalOrleans.Lab.Oracle;

namespace MetalOrleans.Lab.Failover;

/// <summary>How long many addresses of one node take to move when its agent dies, and how many frames that takes.</summary>
internal static class ManyAddresses
{
    private const int Parallelism = 16;

    /// <summary>Room for 4094; the nodes need no route to it, since nothing but ARP is measured.</summary>
    private static readonly IPNetwork Pool = IPNetwork.Parse("10.77.0.0/20");

    /// <summary>A thousand addresses' first rounds wait behind each other.</summary>
    private static readonly OracleRules Rules = new() { RoundSpread = TimeSpan.FromMilliseconds(500), LogDelay = TimeSpan.FromSeconds(3) };

    private static readonly string Configuration =
        $$$"""
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: many, namespace: metallb-system}
        spec: {addresses: [{{{Pool}}}]}
        ---
        apiVersion: metallb.io/v1beta1
        kind: L2Advertisement
        metadata: {name: many, namespace: metallb-system}
        spec:
          preferredNodeSelectors:
          - {weight: 100, preference: {matchLabels: {kubernetes.io/hostname: node1} } }
        """;

    public static async Task MeasureAsync(LabCluster cluster, int count, int runs, CancellationToken cancellationToken)
    {
        await cluster.Kubectl.ApplyTextAsync(Configuration, cancellationToken);
        await using var oracle = await WireOracle.StartAsync(cluster, Rules, cancellationToken);
        var node = cluster.Nodes[0];
        var announced = HeardAsync(oracle, count, claim => claim.Mac == node.Cable.Mac, cancellationToken);
        using var api = await LabApi.OpenAsync(cluster.Kubectl, cancellationToken);
        var begin = TimeProvider.System.GetTimestamp();
        await CreateAsync(api, node, count, cancellationToken);
        await announced;
        await SayAsync($"{count} Services made and announced by {node.Name} after {Since(begin)}");
        for (var run = 1; run <= runs; run++)
        {
            await MeasureOnceAsync(cluster, oracle, count, run, cancellationToken);
        }
    }

    private static async Task MeasureOnceAsync(
        LabCluster cluster, WireOracle oracle, int count, int run, CancellationToken cancellationToken)
    {
        var node = cluster.Nodes[0];
        var others = HeardAsync(oracle, count, claim => claim.Mac != node.Cable.Mac, cancellationToken);
        var killed = TimeProvider.System.GetTimestamp();
        await node.Agent!.KillAsync();
        await others;
        await SayAsync($"run {run}: agent killed, the last of {count} addresses had moved after {Since(killed)}; {MachineLoad.Describe()}");

        var back = HeardAsync(oracle, count, claim => claim.Mac == node.Cable.Mac, cancellationToken);
        await cluster.StartAgentAsync(node, cancellationToken);
        await back;
        var verdict = oracle.Judge();
        await SayAsync($"run {run}: back on {node.Name}; busiest second {verdict.BusiestSecond} frames, {verdict.Violations.Length} broken rules");
        foreach (var violation in verdict.Violations.Take(10))
        {
            await SayAsync("  " + violation);
        }
    }

    /// <summary>Waits until a wanted station has told of each address.</summary>
    private static Task HeardAsync(
        WireOracle oracle, int count, Func<OracleEvent.Claim, bool> wanted, CancellationToken cancellationToken)
    {
        var heard = new HashSet<IPAddress>();
        return oracle.NextEventAsync(
            one => one is OracleEvent.Claim { IsGratuitous: true } claim && Pool.Contains(claim.Address) && wanted(claim)
                && Watch(claim.Address) && heard.Count == count,
            cancellationToken);

        bool Watch(IPAddress address)
        {
            if (heard.Add(address))
            {
                oracle.Watch(address, isAsked: false);
            }

            return true;
        }
    }

    private static Task CreateAsync(LabApi api, LabNode node, int count, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
        async (number, token) =>
        {
            var name = $"many-{number}";
            await api.CreateAsync(LabManifests.EndpointSlices, LabManifests.Endpoints(name, [node]), token);
            await api.CreateAsync(LabManifests.Services, LabManifests.Service(name), token);
        });

    private static string Since(long begin) => DemoScreen.Milliseconds(TimeProvider.System.GetElapsedTime(begin));

    private static Task SayAsync(string line) => Console.Out.WriteLineAsync(line);
}
