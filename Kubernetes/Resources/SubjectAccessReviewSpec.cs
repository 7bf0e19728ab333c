namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a SubjectAccessReview: who, and what path.</summary>
public sealed record SubjectAccessReviewSpec
{
    /// <summary>The user.</summary>
    public string? User { get; set; }

    /// <summary>The user's identity.</summary>
    public string? Uid { get; set; }

    /// <summary>The user's groups.</summary>
    public List<string>? Groups { get; set; }

    /// <summary>Further claims of the user.</summary>
    public Dictionary<string, List<string>>? Extra { get; set; }

    /// <summary>What the user wants to do with a path that is no resource's.</summary>
    public NonResourceAttributes? NonResourceAttributes { get; set; }
}
