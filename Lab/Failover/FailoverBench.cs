using System.Net;
using System.Net.Sockets;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Oracle;
using MetalOrleans.Lab.Traffic;

namespace MetalOrleans.Lab.Failover;

/// <summary>Breaks things and measures what a client notices, with the oracle looking on.</summary>
internal sealed class FailoverBench(LabCluster cluster, TimeProvider clock)
{
    /// <summary>Answers in a row, one a millisecond, after which an address is taken to have come to rest.</summary>
    private const int Settled = 500;

    /// <summary>The longest that any scenario may take; a silo that waits for a missing agent takes 6 s of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly OracleRules Rules = new() { AskInterval = TimeSpan.FromMilliseconds(5) };

    public static string Configuration { get; } =
        """
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: failover, namespace: metallb-system}
        spec: {addresses: [192.168.1.192/28, "2001:db8:1::f000/124"]}
        ---
        apiVersion: metallb.io/v1beta1
        kind: L2Advertisement
        metadata: {name: failover, namespace: metallb-system}
        """;

    /// <summary>Makes a Service of one family with an endpoint on every node, and returns its address when a client is served.</summary>
    /// <exception cref="TimeoutException">Nobody answers the client at the address.</exception>
    public async Task<IPAddress> ExposeAsync(int family, CancellationToken cancellationToken)
    {
        await cluster.Kubectl.ApplyTextAsync(Service(family), cancellationToken);
        var address = IPAddress.Parse(await cluster.Kubectl.WatchAsync(
            ["service", "failover-" + family], "{.status.loadBalancer.ingress[0].ip}", text => text.Length > 0, cancellationToken));
        foreach (var node in cluster.Nodes)
        {
            await node.StandIn.EchoAsync(address);
        }

        await using var probe = await UdpProbe.StartAsync(cluster.Client, new IPEndPoint(address, StandIn.EchoPort), clock);
        await probe.WaitAsync(_ => true, cancellationToken).WaitAsync(Patience, clock, cancellationToken);
        return address;
    }

    public async Task<FailoverRun> RunAsync(
        FailoverScenario scenario, IPAddress address, int number, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await using var oracle = await WireOracle.StartAsync(cluster, Rules, either.Token);
        oracle.Watch(address);
        await using var probe = await UdpProbe.StartAsync(cluster.Client, new IPEndPoint(address, StandIn.EchoPort), clock);
        var from = await SettleAsync(probe, _ => true, either.Token);
        try
        {
            return await MeasureAsync(scenario, address, number, oracle, probe, from, either.Token);
        }
        catch (OperationCanceledException stuck) when (!cancellationToken.IsCancellationRequested)
        {
            await scenario.MendAsync(cluster, cluster.Nodes.Single(one => one.Name == from), cancellationToken);
            throw new TimeoutException(
                $"{scenario.Name}, run {number}: the client was not served at {address} by "
                + $"{(scenario.MovesAddress ? "another node than " : "")}{from} within {Patience.TotalSeconds} s.", stuck);
        }
    }

    private async Task<FailoverRun> MeasureAsync(
        FailoverScenario scenario,
        IPAddress address,
        int number,
        WireOracle oracle,
        UdpProbe probe,
        string from,
        CancellationToken cancellationToken)
    {
        var node = cluster.Nodes.Single(one => one.Name == from);
        var settled = SettleAsync(probe, machine => !scenario.MovesAddress || machine != from, cancellationToken);
        var (broken, sentBefore) = (clock.GetTimestamp(), probe.Report());
        string to;
        TimeSpan gap, cold;
        long lost;
        using (oracle.Disturb(node, scenario.Title))
        {
            await scenario.BreakAsync(cluster, node, cancellationToken);
            to = await settled;
            // Answers that came while the fault was still being made count for nothing when nothing is to move.
            to = scenario.MovesAddress ? to : await SettleAsync(probe, _ => true, cancellationToken);
            var report = probe.Report();
            gap = report.Since(broken).LongestGap?.Length ?? TimeSpan.Zero;
            cold = oracle.Judge().LongestGap;
            lost = report.Lost - sentBefore.Lost;
        }

        var mending = clock.GetTimestamp();
        await scenario.MendAsync(cluster, node, cancellationToken);
        await SettleAsync(probe, _ => true, cancellationToken);
        return new FailoverRun(
            scenario, address.AddressFamily == AddressFamily.InterNetwork ? 4 : 6, number, from, to, gap, cold, Math.Max(0, lost),
            probe.Report().Since(mending).LongestGap?.Length ?? TimeSpan.Zero, oracle.Judge().Violations);
    }

    /// <summary>Waits until one wanted machine alone has answered for a while, and returns its name.</summary>
    private static async Task<string> SettleAsync(UdpProbe probe, Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        var (machine, inARow) = ("", 0);
        while (inARow < Settled)
        {
            var answer = await probe.WaitAsync(_ => true, cancellationToken);
            (machine, inARow) = (answer.Machine, !wanted(answer.Machine) ? 0 : answer.Machine == machine ? inARow + 1 : 1);
        }

        return machine;
    }

    private string Service(int family) =>
        $$$"""
        apiVersion: v1
        kind: Service
        metadata: {name: failover-{{{family}}}, namespace: default}
        spec:
          type: LoadBalancer
          ipFamilyPolicy: SingleStack
          ipFamilies: [IPv{{{family}}}]
          selector: {app: failover}
          ports: [{protocol: UDP, port: 7}]
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: failover-{{{family}}}, namespace: default, labels: {kubernetes.io/service-name: failover-{{{family}}}}}
        addressType: IPv{{{family}}}
        ports: [{name: "", protocol: UDP, port: 7}]
        endpoints:
        {{{string.Join('\n', cluster.Nodes.Select((node, index) => Endpoint(node, index, family)))}}}
        """;

    private static string Endpoint(LabNode node, int index, int family) =>
        $"- addresses: [\"{(family == 4 ? "192.168.1." : "2001:db8:1::")}{11 + index}\"]\n"
        + $"  nodeName: {node.Name}\n  conditions: {{ready: true}}";
}
