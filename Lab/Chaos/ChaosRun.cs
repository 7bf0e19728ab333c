using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Oracle;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Traffic;

namespace MetalOrleans.Lab.Chaos;

/// <summary>Carries a plan out on a cluster, with an oracle as judge and a client that asks all the time.</summary>
/// <param name="cluster">The cluster, with its clock when that may jump.</param>
/// <param name="oracle">The judge.</param>
/// <param name="time">The time that faults and rests take.</param>
/// <param name="say">Told of each step as it begins.</param>
public sealed class ChaosRun(LabCluster cluster, WireOracle oracle, TimeProvider time, Action<string> say)
{
    /// <summary>Seconds between two looks at two clocks of a busy machine; the smallest steps are within it.</summary>
    private const double ClockTolerance = 30;

    private const string DrainAnnotation = "metalorleans.io/drain";

    private readonly Dictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private int _clockSteps;

    /// <summary>How many faults there may be at a time, each of another node or of the silo.</summary>
    public int AtOnce { get; init; } = 1;

    /// <summary>Every fault that can be done here: the clock only where it can be made to jump.</summary>
    public ImmutableArray<ChaosFault> Possible { get; } =
        [.. Enum.GetValues<ChaosFault>().Where(fault => fault != ChaosFault.StepClock || cluster.Clock is not null)];

    /// <summary>Does everything that the plan says, and returns what the oracle found.</summary>
    public async Task<OracleVerdict> RunAsync(
        ImmutableArray<ChaosStep> plan, IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addresses);

        var probes = new List<(IPAddress Address, UdpProbe Probe)>();
        try
        {
            foreach (var address in addresses)
            {
                oracle.Watch(address);
                probes.Add((address, await UdpProbe.StartAsync(
                    cluster.Client, new IPEndPoint(address, StandIn.EchoPort), TimeProvider.System)));
            }

            for (var number = 0; number < plan.Length; number++)
            {
                await FreeAsync(SubjectOf(plan[number]));
                say($"{cluster.Orders.Now.TotalMilliseconds,10:F1} ms  {number + 1}/{plan.Length} {Describe(plan[number])}");
                await BeginAsync(plan[number], cancellationToken);
            }

            await Task.WhenAll(_underWay.Values);

            foreach (var (address, probe) in probes)
            {
                foreach (var answer in probe.Report().Answers)
                {
                    oracle.Served(answer.Timestamp, address);
                }
            }

            return oracle.Judge();
        }
        finally
        {
            foreach (var (_, probe) in probes)
            {
                await probe.DisposeAsync();
            }
        }
    }

    private async Task BeginAsync(ChaosStep step, CancellationToken cancellationToken)
    {
        if (AtOnce == 1)
        {
            await DoAsync(step, cancellationToken);
            await Task.Delay(step.Rest, time, cancellationToken);
            return;
        }

        _underWay[SubjectOf(step)] = DoAndRestAsync(step, cancellationToken);
        await Task.Delay(ChaosPlan.PauseOf(step), time, cancellationToken);
    }

    /// <summary>Waits until what a step would break is whole, and one more may be broken.</summary>
    private async Task FreeAsync(string subject)
    {
        while (_underWay.Count > 0 && (_underWay.Count >= AtOnce || _underWay.ContainsKey(subject)))
        {
            await await Task.WhenAny(_underWay.Values);
            foreach (var done in _underWay.Where(entry => entry.Value.IsCompleted).Select(entry => entry.Key).ToArray())
            {
                _underWay.Remove(done);
            }
        }
    }

    private async Task DoAndRestAsync(ChaosStep step, CancellationToken cancellationToken)
    {
        await DoAsync(step, cancellationToken);
        await Task.Delay(step.Rest, time, cancellationToken);
    }

    /// <summary>What a step breaks, or needs whole: a drain is asked of the API server, which is the silo's.</summary>
    private string SubjectOf(ChaosStep step) => BefallsNode(step) ? cluster.Nodes[step.Node].Name : "silo";

    private static bool BefallsNode(ChaosStep step) =>
        step.Fault is not (ChaosFault.PauseSilo or ChaosFault.KillSilo or ChaosFault.StepClock or ChaosFault.Drain);

    private async Task DoAsync(ChaosStep step, CancellationToken cancellationToken)
    {
        var node = cluster.Nodes[step.Node];
        if (step.Fault == ChaosFault.Drain)
        {
            await DrainAsync(node, step.Length, cancellationToken);
            return;
        }

        using (oracle.Disturb(BefallsNode(step) ? node : null, Describe(step)))
        {
            switch (step.Fault)
            {
                case ChaosFault.PauseAgent:
                    await PauseAsync(node.Agent!, step.Length, cancellationToken);
                    break;
                case ChaosFault.KillAgent:
                    await node.Agent!.KillAsync();
                    await RestAsync(() => cluster.StartAgentAsync(node, cancellationToken));
                    break;
                case ChaosFault.StopAgent:
                    await node.Agent!.StopAsync();
                    await RestAsync(() => cluster.StartAgentAsync(node, cancellationToken));
                    break;
                case ChaosFault.CutControl:
                    await node.ControlCable.CutAsync(cancellationToken);
                    await RestAsync(() => node.ControlCable.HealAsync(cancellationToken));
                    break;
                case ChaosFault.CutClients:
                    await node.Cable.CutAsync(cancellationToken);
                    await RestAsync(() => node.Cable.HealAsync(cancellationToken));
                    break;
                case ChaosFault.CutOff:
                    await node.CutOffAsync(cancellationToken);
                    await RestAsync(() => HealAsync(node, cancellationToken));
                    break;
                case ChaosFault.Silence:
                    await node.SilenceAsync(cancellationToken);
                    await RestAsync(() => HealAsync(node, cancellationToken));
                    break;
                case ChaosFault.PauseSilo:
                    await PauseAsync(cluster.Silo!, step.Length, cancellationToken);
                    break;
                case ChaosFault.KillSilo:
                    await cluster.Silo!.KillAsync();
                    await RestAsync(() => cluster.StartSiloAsync(cancellationToken));
                    break;
                case ChaosFault.StepClock:
                    cluster.Clock!.Step(step.ClockStep);
                    await RestAsync(() => StepBackAsync(step, cancellationToken));
                    break;
            }
        }

        async Task RestAsync(Func<Task> mendAsync)
        {
            await Task.Delay(step.Length, time, cancellationToken);
            await mendAsync();
        }
    }

    /// <summary>No excuse for anything: nothing is broken.</summary>
    private async Task DrainAsync(LabNode node, TimeSpan length, CancellationToken cancellationToken)
    {
        await cluster.Kubectl.ReadAsync(cancellationToken, "annotate", "node", node.Name, DrainAnnotation + "=true");
        await Task.Delay(length, time, cancellationToken);
        await cluster.Kubectl.ReadAsync(cancellationToken, "annotate", "node", node.Name, DrainAnnotation + "-");
    }

    /// <summary>Looks, before it steps back, at what the API server's clock shows: a step that nobody saw would prove nothing.</summary>
    private async Task StepBackAsync(ChaosStep step, CancellationToken cancellationToken)
    {
        string stamp;
        DateTimeOffset right;
        try
        {
            right = time.GetUtcNow();
            stamp = await cluster.Kubectl.ReadAsync(
                cancellationToken, "create", "namespace", $"clock-{Interlocked.Increment(ref _clockSteps)}", "-o", "jsonpath={.metadata.creationTimestamp}");
        }
        finally
        {
            cluster.Clock!.Step(0);
        }

        var seen = DateTimeOffset.Parse(stamp, CultureInfo.InvariantCulture) - right;
        say($"{"",10}     its clock showed {seen.TotalSeconds:F0} s more than ours");
        if (Math.Abs(seen.TotalSeconds - step.ClockStep) > ClockTolerance)
        {
            throw new InvalidOperationException($"The silo's clock was to jump by {step.ClockStep} s and jumped by {seen.TotalSeconds:F0} s.");
        }
    }

    private static async Task HealAsync(LabNode node, CancellationToken cancellationToken)
    {
        await node.Cable.HealAsync(cancellationToken);
        await node.ControlCable.HealAsync(cancellationToken);
    }

    private async Task PauseAsync(LabProcess process, TimeSpan length, CancellationToken cancellationToken)
    {
        process.Signal(UnixSignal.Stop);
        try
        {
            await Task.Delay(length, time, cancellationToken);
        }
        finally
        {
            process.Signal(UnixSignal.Continue);
        }
    }

    private string Describe(ChaosStep step) => step.Fault switch
    {
        ChaosFault.StepClock => $"{step.Fault} by {step.ClockStep} s for {step.Length.TotalMilliseconds:F0} ms",
        ChaosFault.PauseSilo or ChaosFault.KillSilo => $"{step.Fault} for {step.Length.TotalMilliseconds:F0} ms",
        _ => $"{step.Fault} {cluster.Nodes[step.Node].Name} for {step.Length.TotalMilliseconds:F0} ms",
    };
}
