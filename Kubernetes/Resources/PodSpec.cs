namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a Pod.</summary>
public sealed record PodSpec
{
    /// <summary>The node it runs on.</summary>
    public string? NodeName { get; set; }

    /// <summary>The account it runs as.</summary>
    public string? ServiceAccountName { get; set; }

    /// <summary>Whether it shares the node's network.</summary>
    public bool? HostNetwork { get; set; }
}
