using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>New silos and new agents in place of the old ones, one after the other, while a client uses an address.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    /// <summary>The probe itself is held up on a loaded machine; what is lost is counted exactly.</summary>
    private static readonly TimeSpan GapLimit = TimeSpan.FromSeconds(5);

    /// <summary>Well below the 15 s of a lease that nobody releases; how fast it is, is measured and not tested.</summary>
    private static readonly TimeSpan HandOverLimit = TimeSpan.FromSeconds(10);

    private const string Configuration =
        """
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: rolling, namespace: metallb-system}
        spec: {addresses: [192.168.1.240-192.168.1.250]}
        ---
        apiVersion: metallb.io/v1beta1
        kind: L2Advertisement
        metadata: {name: rolling, namespace: metallb-system}
        """;

    [RootFact("kubectl")]
    public async Task Nothing_that_a_client_sends_is_lost_while_silos_and_agents_are_replaced()
    {
        await using var cluster = await LabCluster.CreateAsync(
            "roll", 3, ClusterPrograms.BuiltWith(AppContext.BaseDirectory), preferredApiPort: 0, default);
        cluster.SiloOptions = ["--missed-heartbeats", "16"];
        await cluster.StartApiAsync(default).WithinAsync("starting", "the API server", "its word that it serves");
        await cluster.StartPairAsync(default).WithinAsync("starting", "two silos", "one that leads and one that stands by");
        await cluster.StartAsync(default).WithinAsync("starting", "agents", "their links", Describe);
        var address = await ExposeAsync(cluster);
        await using var probe = await UdpProbe.StartAsync(cluster.Client, new IPEndPoint(address, StandIn.EchoPort), TimeProvider.System);
        await AnswersAsync(200);

        var handOvers = new List<TimeSpan>();

        // Both silos, each after the other has taken over: as a Deployment replaces its pods.
        for (var silo = 0; silo < 2; silo++)
        {
            var linked = cluster.Nodes.Select(node => node.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, default)).ToList();
            var begin = TimeProvider.System.GetTimestamp();
            await cluster.Pair!.StopLeaderAsync(default).WithinAsync("stopping the leader", "the other silo", "that it leads", Describe);
            handOvers.Add(TimeProvider.System.GetElapsedTime(begin));
            output.WriteLine($"the other silo leads {handOvers[^1].TotalMilliseconds:F0} ms after SIGTERM, and the former leader has ended");
            await Task.WhenAll(linked).WithinAsync("changing silos", "agents", "their links", Describe);
            output.WriteLine($"every agent is linked after {TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds:F0} ms");
            await cluster.Pair.StandByAsync(default).WithinAsync("starting again", "the stopped silo", "that it stands by", Describe);
            await AnswersAsync(200);
        }

        Assert.Empty(probe.Report().Moves);
        Assert.All(handOvers, handOver => Assert.InRange(handOver, TimeSpan.Zero, HandOverLimit));

        // Every agent, as a DaemonSet replaces its pods.
        foreach (var node in cluster.Nodes)
        {
            await node.Agent!.StopAsync();
            await cluster.StartAgentAsync(node, default).WithinAsync("starting again", node.Name, "its link", Describe);
            await AnswersAsync(200);
        }

        var report = probe.Report();
        output.WriteLine($"{report.Lost} of {report.Sent} lost, longest gap {report.LongestGap?.Length.TotalMilliseconds} ms, {report.Moves.Length} moves");
        Assert.InRange(report.LongestGap!.Length, TimeSpan.Zero, GapLimit);
        Assert.InRange(report.Lost, 0, report.Sent / 100);

        async Task AnswersAsync(int count)
        {
            for (var answers = 0; answers < count; answers++)
            {
                await probe.WaitAsync(_ => true, default).WithinAsync("probing", "the address", "another answer", Describe);
            }
        }

        string Describe() => string.Join(
            '\n', new LabProcess?[] { cluster.Pair?.Leader }.Concat(cluster.Nodes.Select(node => node.Agent)).Select(one => one?.DescribeTail()));
    }

    private static async Task<IPAddress> ExposeAsync(LabCluster cluster)
    {
        await cluster.Kubectl.ApplyTextAsync(Configuration, default);
        await cluster.Kubectl.ApplyTextAsync(new LabService("rolling").Manifest(), default);
        var address = IPAddress.Parse(await cluster.Kubectl.WatchAsync(
            ["service", "rolling"], "{.status.loadBalancer.ingress[0].ip}", text => text.Length > 0, default));
        foreach (var node in cluster.Nodes)
        {
            await node.StandIn.EchoAsync(address);
        }

        return address;
    }
}
