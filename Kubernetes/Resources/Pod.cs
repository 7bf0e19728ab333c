using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A core/v1 Pod, the few fields that say where it runs.</summary>
/// <remarks>Read, patched, never replaced.</remarks>
public sealed record Pod : IKubernetesResource<Pod>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("", "v1", "Pod", "pods", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<Pod> TypeInfo => KubernetesJson.Context.Pod;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    public PodSpec? Spec { get; set; }

    /// <summary>What is.</summary>
    public PodStatus? Status { get; set; }
}
