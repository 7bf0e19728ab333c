using System.Collections.Immutable;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Failover;

/// <summary>The faults that are measured.</summary>
internal static class FailoverScenarios
{
    private const string ExcludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers";
    private const string DrainLabel = "metalorleans.io/drain";

    private static readonly TimeSpan Planned = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Crash = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(700);

    public static ImmutableArray<FailoverScenario> All { get; } =
    [
        new("none", "Nothing happens: what the measurement itself adds", null, false, NothingAsync, NothingAsync),
        new("sigterm", "The agent is asked to stop (SIGTERM)", Planned, true,
            async (_, node, _) => await node.Agent!.StopAsync(), StartAgentAsync),
        new("drain", "The node is drained (label metalorleans.io/drain)", Planned, true,
            (cluster, node, token) => LabelAsync(cluster, node, DrainLabel + "=", token),
            (cluster, node, token) => LabelAsync(cluster, node, DrainLabel + "-", token)),
        new("exclude", "The node gets the exclude label", Planned, true,
            (cluster, node, token) => LabelAsync(cluster, node, ExcludeLabel + "=", token),
            (cluster, node, token) => LabelAsync(cluster, node, ExcludeLabel + "-", token)),
        new("sigkill", "The agent dies (SIGKILL)", Crash, true,
            async (_, node, _) => await node.Agent!.KillAsync(), StartAgentAsync),
        new("sigstop", "The agent hangs (SIGSTOP)", Silence, true,
            (_, node, _) => SignalAsync(node, UnixSignal.Stop), ContinueAsync),
        new("link", "The cable to the clients is pulled (carrier lost)", Silence, true,
            (_, node, token) => node.Cable.CutAsync(token), (_, node, token) => node.Cable.HealAsync(token)),
        new("control", "The cable to the silo is pulled", Silence, true,
            (_, node, token) => node.ControlCable.CutAsync(token), HealControlAsync),
        new("cutoff", "Both cables are pulled", Silence, true,
            (_, node, token) => node.CutOffAsync(token), (_, node, token) => node.ReconnectAsync(token)),
        new("silent", "Both cables lose every frame and keep their carrier", Silence, true,
            (_, node, token) => node.SilenceAsync(token), (_, node, token) => node.ReconnectAsync(token)),
        new("silo", "The silo dies and is started again", Planned, false, KillSiloAsync, NothingAsync)
        {
            Length = TimeSpan.FromSeconds(8),
        },
        new("silo-and-node", "The silo and the node die at the same moment; the silo is started again", null, true,
            KillSiloAndNodeAsync, ReviveNodeAsync) { Length = TimeSpan.FromSeconds(15) },
        new("silo-stops", "The leading silo is stopped (SIGTERM), and the one that stands by takes over", Planned, false,
            (cluster, _, token) => MoveLeaderAsync(cluster, pair => pair.StopLeaderAsync(token), token), StandByAsync)
        {
            HasStandby = true,
            Length = TimeSpan.FromSeconds(5),
        },
        new("silo-dies", "The leading silo dies (SIGKILL), and the one that stands by takes over", Planned, false,
            (cluster, _, token) => MoveLeaderAsync(cluster, pair => KillLeaderAsync(pair, token), token), StandByAsync)
        {
            HasStandby = true,
            Length = TimeSpan.FromSeconds(25),
        },
        new("standby-and-node", "The leading silo and the node die at the same moment; another silo stands by", null, true,
            KillLeaderAndNodeAsync, ReviveNodeAndSiloAsync) { HasStandby = true, Length = TimeSpan.FromSeconds(28) },
        new("api-hangs", "The API server hangs (SIGSTOP), and the agent dies", Crash, true,
            async (cluster, node, _) =>
            {
                cluster.Api!.Process.Signal(UnixSignal.Stop);
                await node.Agent!.KillAsync();
            },
            ContinueApiAsync) { IsApiApart = true },
        new("api-dies", "The API server dies (SIGKILL), and the agent too", Crash, true,
            async (cluster, node, _) =>
            {
                await cluster.Api!.Process.KillAsync();
                await node.Agent!.KillAsync();
            },
            RestartApiAsync) { IsApiApart = true },
        new("api-dies-link", "The API server dies (SIGKILL), and the cable to the clients is pulled", Silence, true,
            async (cluster, node, token) =>
            {
                await cluster.Api!.Process.KillAsync();
                await node.Cable.CutAsync(token);
            },
            async (cluster, node, token) =>
            {
                await cluster.Api!.StartAsync(token);
                await node.Cable.HealAsync(token);
            }) { IsApiApart = true },
    ];

    private static Task NothingAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task StartAgentAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken) =>
        cluster.StartAgentAsync(node, cancellationToken);

    private static async Task LabelAsync(LabCluster cluster, LabNode node, string label, CancellationToken cancellationToken) =>
        await cluster.Kubectl.ReadAsync(cancellationToken, "label", "node", node.Name, label);

    private static Task SignalAsync(LabNode node, UnixSignal signal)
    {
        node.Agent!.Signal(signal);
        return Task.CompletedTask;
    }

    private static async Task ContinueAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken)
    {
        var linked = node.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, cancellationToken);
        node.Agent.Signal(UnixSignal.Continue);
        await linked;
    }

    private static async Task HealControlAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken)
    {
        var linked = node.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, cancellationToken);
        await node.ControlCable.HealAsync(cancellationToken);
        await linked;
    }

    private static async Task ContinueApiAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken)
    {
        cluster.Api!.Process.Signal(UnixSignal.Continue);
        await cluster.StartAgentAsync(node, cancellationToken);
    }

    private static async Task RestartApiAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken)
    {
        await cluster.Api!.StartAsync(cancellationToken);
        await cluster.StartAgentAsync(node, cancellationToken);
    }

    private static async Task KillSiloAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken)
    {
        await cluster.Silo!.KillAsync();
        await RestartSiloAsync(cluster, cluster.Nodes, cancellationToken);
    }

    private static async Task KillSiloAndNodeAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken)
    {
        // Both signals before either death is waited for.
        await Task.WhenAll(cluster.Silo!.KillAsync(), node.Agent!.KillAsync(), node.CutOffAsync(cancellationToken));
        await RestartSiloAsync(cluster, cluster.Nodes.Remove(node), cancellationToken);
    }

    /// <summary>Changes the leader, and returns when every agent has its link to the new one.</summary>
    private static async Task MoveLeaderAsync(LabCluster cluster, Func<SiloPair, Task> move, CancellationToken cancellationToken)
    {
        var back = cluster.Nodes.Select(one => one.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, cancellationToken)).ToList();
        await move(cluster.Pair!);
        await Task.WhenAll(back);
    }

    private static async Task KillLeaderAsync(SiloPair pair, CancellationToken cancellationToken)
    {
        await pair.KillLeaderAsync(cancellationToken, out var taken);
        await taken;
    }

    private static Task StandByAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken) =>
        cluster.Pair!.StandByAsync(cancellationToken);

    private static async Task KillLeaderAndNodeAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken)
    {
        var back = cluster.Nodes.Remove(node)
            .Select(one => one.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, cancellationToken)).ToList();
        await Task.WhenAll(
            cluster.Pair!.KillLeaderAsync(cancellationToken, out var taken), node.Agent!.KillAsync(), node.CutOffAsync(cancellationToken));
        await taken;
        await Task.WhenAll(back);
    }

    private static async Task ReviveNodeAndSiloAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken)
    {
        await cluster.Pair!.StandByAsync(cancellationToken);
        await ReviveNodeAsync(cluster, node, cancellationToken);
    }

    private static async Task RestartSiloAsync(LabCluster cluster, ImmutableArray<LabNode> linked, CancellationToken cancellationToken)
    {
        var back = linked.Select(one => one.Agent!.WaitForNextLineAsync(LabNode.SaysLinked, cancellationToken)).ToList();
        await cluster.StartSiloAsync(cancellationToken);
        await Task.WhenAll(back);
    }

    private static async Task ReviveNodeAsync(LabCluster cluster, LabNode node, CancellationToken cancellationToken)
    {
        await node.Cable.HealAsync(cancellationToken);
        await node.ControlCable.HealAsync(cancellationToken);
        await cluster.StartAgentAsync(node, cancellationToken);
    }
}
