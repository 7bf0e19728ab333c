namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of a Node.</summary>
public sealed record NodeStatus
{
    /// <summary>The conditions; <c>NetworkUnavailable</c> counts (L-013).</summary>
    public List<Condition>? Conditions { get; set; }

    /// <summary>The node's addresses.</summary>
    public List<NodeAddress>? Addresses { get; set; }
}
