namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a Pod.</summary>
public sealed record PodSpec
{
    /// <summary>The node it runs on.</summary>
    public string? NodeName { get; set; }
}
