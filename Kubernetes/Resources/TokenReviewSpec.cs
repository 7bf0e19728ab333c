namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a TokenReview.</summary>
public sealed record TokenReviewSpec
{
    /// <summary>The token to judge.</summary>
    public string? Token { get; set; }

    /// <summary>The audiences it must be meant for; null means the API server.</summary>
    public List<string>? Audiences { get; set; }

    /// <summary>Without the token: a record that is printed must not leak it.</summary>
    public override string ToString() => $"TokenReviewSpec for {string.Join(",", Audiences ?? [])}";
}
