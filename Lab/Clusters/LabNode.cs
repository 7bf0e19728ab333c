using MetalOrleans.Lab.Networks;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Traffic;

namespace MetalOrleans.Lab.Clusters;

/// <summary>A node of a <see cref="LabCluster"/>.</summary>
/// <param name="Machine">Its network namespace.</param>
/// <param name="Cable">Its cable to the clients' network.</param>
/// <param name="ControlCable">Its cable to the silo's network.</param>
/// <param name="StandIn">What answers in place of kube-proxy and the pods.</param>
public sealed record LabNode(LabNamespace Machine, LabLink Cable, LabLink ControlCable, StandIn StandIn)
{
    public string Name => Machine.Name;

    /// <summary>The agent that runs, or ran last, on the node; null before the first start.</summary>
    public LabProcess? Agent { get; internal set; }

    /// <summary>Pulls both cables: the node is there, and nobody can reach it.</summary>
    public async Task CutOffAsync(CancellationToken cancellationToken)
    {
        await ControlCable.CutAsync(cancellationToken);
        await Cable.CutAsync(cancellationToken);
    }

    /// <summary>Loses every frame on both cables while they keep their carrier.</summary>
    public async Task SilenceAsync(CancellationToken cancellationToken)
    {
        await ControlCable.BlackholeAsync(cancellationToken);
        await Cable.BlackholeAsync(cancellationToken);
    }

    /// <summary>
    /// Mends what <see cref="CutOffAsync"/> or <see cref="SilenceAsync"/> broke after the silo had given the node up,
    /// and returns when the agent has its link again.
    /// </summary>
    public async Task ReconnectAsync(CancellationToken cancellationToken)
    {
        var linked = Agent!.WaitForNextLineAsync(SaysLinked, cancellationToken);
        await Cable.HealAsync(cancellationToken);
        await ControlCable.HealAsync(cancellationToken);
        await linked;
    }

    /// <summary>Whether a line of an agent's log says that it has its link to the silo.</summary>
    public static bool SaysLinked(string line) => line.Contains("agent link established", StringComparison.Ordinal);
}
