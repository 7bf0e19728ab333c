namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of a TokenReview.</summary>
public sealed record TokenReviewStatus
{
    /// <summary>Whether the token is good.</summary>
    public bool? Authenticated { get; set; }

    /// <summary>Whose it is.</summary>
    public UserInfo? User { get; set; }

    /// <summary>The audiences it was accepted for.</summary>
    public List<string>? Audiences { get; set; }

    /// <summary>Why it could not be judged.</summary>
    public string? Error { get; set; }
}
