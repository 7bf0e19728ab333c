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
}
