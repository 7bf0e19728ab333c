namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A request of a path that is no resource's.</summary>
public sealed record NonResourceAttributes
{
    /// <summary>Such as <c>/metrics</c>.</summary>
    public string? Path { get; set; }

    /// <summary>Such as <c>get</c>.</summary>
    public string? Verb { get; set; }
}
