using MetalOrleans.Lab.Clusters;

namespace MetalOrleans.Lab.Failover;

/// <summary>One way in which the node that has an address can lose it, or nearly.</summary>
/// <param name="Name">The name on the command line and in tables.</param>
/// <param name="Title">What happens, in a sentence for people.</param>
/// <param name="Goal">What the longest time without an answer should stay below, of all runs or of 99 % of them; null for no goal.</param>
/// <param name="MovesAddress">Whether another node is to answer afterwards.</param>
/// <param name="BreakAsync">Does it to the node that has the address.</param>
/// <param name="MendAsync">Puts everything back.</param>
internal sealed record FailoverScenario(
    string Name,
    string Title,
    TimeSpan? Goal,
    bool MovesAddress,
    Func<LabCluster, LabNode, CancellationToken, Task> BreakAsync,
    Func<LabCluster, LabNode, CancellationToken, Task> MendAsync)
{
    /// <summary>Whether it needs a cluster whose API server is a process of its own.</summary>
    public bool IsApiApart { get; init; }

    /// <summary>Whether it needs two silos, of which one stands by; the API server is then apart too.</summary>
    public bool HasStandby { get; init; }

    /// <summary>About how long one run takes, with the putting back.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(3);
}
