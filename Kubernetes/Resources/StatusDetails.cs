namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>details</c> of a Status.</summary>
public sealed record StatusDetails
{
    /// <summary>The object concerned.</summary>
    public string? Name { get; set; }

    /// <summary>Its group.</summary>
    public string? Group { get; set; }

    /// <summary>Its resource.</summary>
    public string? Kind { get; set; }

    /// <summary>Its identity.</summary>
    public string? Uid { get; set; }

    /// <summary>The single faults.</summary>
    public List<StatusCause>? Causes { get; set; }

    /// <summary>When to try again.</summary>
    public int? RetryAfterSeconds { get; set; }
}
