namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One fault in a Status.</summary>
public sealed record StatusCause
{
    /// <summary>One word.</summary>
    public string? Reason { get; set; }

    /// <summary>A sentence.</summary>
    public string? Message { get; set; }

    /// <summary>The field at fault.</summary>
    public string? Field { get; set; }
}
