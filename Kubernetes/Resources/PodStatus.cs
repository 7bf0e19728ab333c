namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of a Pod.</summary>
public sealed record PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; set; }

    /// <summary>The conditions, <c>Ready</c> among them.</summary>
    public List<Condition>? Conditions { get; set; }
}
