using MetalOrleans.Domain.Election;

namespace MetalOrleans.Silo.Hosting;

/// <summary>Who announces in layer 2, and how addresses move (docs/layer2.md).</summary>
internal sealed record Layer2Options
{
    /// <summary>How one of several equally good nodes is chosen; default by hash, as MetalLB does.</summary>
    public L2Placement Placement { get; init; } = L2Placement.Hash;

    /// <summary>When addresses move to better nodes; default by themselves.</summary>
    public L2Failback Failback { get; init; } = L2Failback.Automatic;

    /// <summary>
    /// How long a node must have been ready before it gets addresses that another node can announce; zero for MetalLB's
    /// behaviour. Default 30 s: kube-proxy and most network plug-ins have programmed their rules by then.
    /// </summary>
    public TimeSpan HoldDown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From one move to the next while addresses are evened out; default 1 s.</summary>
    public TimeSpan RebalanceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a planned move waits for the new announcer's acknowledgement at the most; default 500 ms.</summary>
    public TimeSpan HandOverTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long agents have to return after a silo's start before what they announced may move; default 3 s, longer than the
    /// 2 s to which an agent's reconnect back-off grows (decision 0003).
    /// </summary>
    public TimeSpan AgentReturnTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How often each announced address is asked for by another agent; zero, the default, for never: nothing is sent while
    /// nothing changes, and a subnet of fewer than three nodes could not tell who is deaf.
    /// </summary>
    public TimeSpan SelfProbeInterval { get; init; } = TimeSpan.Zero;

    /// <summary>Questions in a row without an answer that make a node deaf; default 3, lost frames are seldom so many.</summary>
    public int SelfProbeCount { get; init; } = 3;

    /// <summary>What decisions depend on.</summary>
    public L2Policy Policy => new(Placement, Failback) { HandOverTimeout = HandOverTimeout };
}
