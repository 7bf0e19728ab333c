namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One endpoint of a slice.</summary>
public sealed record Endpoint
{
    /// <summary>Its addresses.</summary>
    public List<string>? Addresses { get; set; }

    /// <summary>Its state; null means ready.</summary>
    public EndpointConditions? Conditions { get; set; }

    /// <summary>The node it runs on (L-014).</summary>
    public string? NodeName { get; set; }
}
