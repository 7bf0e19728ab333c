using System.Collections.Immutable;
using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Demo;
using MetalOrleans.Lab.Measuring;
using MetalOrleans.Lab.Oracle;

namespace MetalOrleans.Lab.Failover;

/// <summary>How long many addresses of one node take to move when its agent dies, and how many frames that takes.</summary>
internal static class ManyAddresses
{
    public const int CountMax = 4000;

    private const int Parallelism = 16;

    /// <summary>Room for 4094; the nodes need no route to it, since nothing but ARP is measured.</summary>
    private static readonly IPNetwork Pool = IPNetwork.Parse("10.77.0.0/20");

    /// <summary>A thousand addresses' first rounds wait behind each other.</summary>
    private static readonly OracleRules Rules = new() { RoundSpread = TimeSpan.FromMilliseconds(500), LogDelay = TimeSpan.FromSeconds(3) };

    /// <summary>The 5 s of an order's rounds, and what the rate limit holds back of them.</summary>
    private static readonly TimeSpan RoundsEnd = TimeSpan.FromSeconds(7);

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

    /// <summary>Makes the addresses, and kills the agent that has them as often as asked; each run is told as it ends.</summary>
    public static async Task<ImmutableArray<ManyAddressesRun>> MeasureAsync(
        LabCluster cluster, int count, int runs, CancellationToken cancellationToken)
    {
        await cluster.Kubectl.ApplyTextAsync(Configuration, cancellationToken);
        var node = cluster.Nodes[0];
        using var api = await LabApi.OpenAsync(cluster.Kubectl, cancellationToken);
        await using (var oracle = await WireOracle.StartAsync(cluster, Rules, cancellationToken))
        {
            var announced = HeardAsync(oracle, count, claim => claim.Mac == node.Cable.Mac, cancellationToken);
            var begin = TimeProvider.System.GetTimestamp();
            await CreateAsync(api, node, count, cancellationToken);
            await announced;
            await SayAsync($"{count} Services made and announced by {node.Name} after {Since(begin)}");
            await RoundsEndedAsync(cancellationToken);
        }

        var done = ImmutableArray.CreateBuilder<ManyAddressesRun>();
        for (var run = 1; run <= runs; run++)
        {
            done.Add(await MeasureOnceAsync(cluster, count, run, cancellationToken));
            await SayAsync($"{done[^1]}; {MachineLoad.Describe()}");
        }

        return done.ToImmutable();
    }

    private static async Task<ManyAddressesRun> MeasureOnceAsync(
        LabCluster cluster, int count, int run, CancellationToken cancellationToken)
    {
        var node = cluster.Nodes[0];
        await using var oracle = await WireOracle.StartAsync(cluster, Rules, cancellationToken);
        var others = HeardAsync(oracle, count, claim => claim.Mac != node.Cable.Mac, cancellationToken);
        IEnumerable<TimeSpan> moved;
        TimeSpan back;
        using (oracle.Disturb(node, "its agent was killed"))
        {
            var killed = cluster.Orders.Now;
            await node.Agent!.KillAsync();
            moved = (await others).Select(at => at - killed);
            await RoundsEndedAsync(cancellationToken);
            var returned = HeardAsync(oracle, count, claim => claim.Mac == node.Cable.Mac, cancellationToken);
            var started = cluster.Orders.Now;
            await cluster.StartAgentAsync(node, cancellationToken);
            back = (await returned).Max() - started;
        }

        // Rounds in flight are not broken ones, and agents' lines about their orders are read after the frames.
        await RoundsEndedAsync(cancellationToken);
        var verdict = oracle.Judge();
        foreach (var violation in verdict.Violations.Take(10))
        {
            await SayAsync("  " + violation);
        }

        return new ManyAddressesRun(
            run, new Distribution("moved", moved), back, verdict.BusiestSecond, verdict.Violations.Length);
    }

    private static Task RoundsEndedAsync(CancellationToken cancellationToken) =>
        Task.Delay(RoundsEnd, TimeProvider.System, cancellationToken);

    /// <summary>Waits until a wanted station has told of each address, and returns when it first did.</summary>
    private static async Task<IReadOnlyCollection<TimeSpan>> HeardAsync(
        WireOracle oracle, int count, Func<OracleEvent.Claim, bool> wanted, CancellationToken cancellationToken)
    {
        var heard = new Dictionary<IPAddress, TimeSpan>();
        await oracle.NextEventAsync(
            one => one is OracleEvent.Claim { IsGratuitous: true } claim && Pool.Contains(claim.Address) && wanted(claim)
                && heard.TryAdd(claim.Address, claim.At) && Watch(claim.Address) && heard.Count == count,
            cancellationToken);
        return heard.Values;

        bool Watch(IPAddress address)
        {
            oracle.Watch(address, isAsked: false);
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
