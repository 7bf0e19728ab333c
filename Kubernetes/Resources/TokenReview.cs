using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>An authentication.k8s.io/v1 TokenReview: asks the server whose token this is. Created, never stored.</summary>
public sealed record TokenReview : IKubernetesResource<TokenReview>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", IsNamespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<TokenReview> TypeInfo => KubernetesJson.Context.TokenReview;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The question.</summary>
    public TokenReviewSpec? Spec { get; set; }

    /// <summary>The answer.</summary>
    public TokenReviewStatus? Status { get; set; }
}
