namespace MetalOrleans.Kubernetes.Resources;

/// <summary>The state of an endpoint; each is null when unknown (L-030).</summary>
public sealed record EndpointConditions
{
    /// <summary>Whether it takes new traffic.</summary>
    public bool? Ready { get; set; }

    /// <summary>Whether it answers, also while terminating.</summary>
    public bool? Serving { get; set; }

    /// <summary>Whether it is going away.</summary>
    public bool? Terminating { get; set; }
}
