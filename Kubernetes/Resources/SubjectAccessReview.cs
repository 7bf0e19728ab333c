using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>An authorization.k8s.io/v1 SubjectAccessReview: asks the server what somebody may do. Created, never stored.</summary>
public sealed record SubjectAccessReview : IKubernetesResource<SubjectAccessReview>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews", IsNamespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<SubjectAccessReview> TypeInfo => KubernetesJson.Context.SubjectAccessReview;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The question.</summary>
    public SubjectAccessReviewSpec? Spec { get; set; }

    /// <summary>The answer.</summary>
    public SubjectAccessReviewStatus? Status { get; set; }
}
