namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of a SubjectAccessReview.</summary>
public sealed record SubjectAccessReviewStatus
{
    /// <summary>Whether a rule grants it.</summary>
    public bool? Allowed { get; set; }

    /// <summary>Whether a rule forbids it.</summary>
    public bool? Denied { get; set; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; set; }
}
