using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A core/v1 Node, the fields the election reads.</summary>
/// <remarks>Read, patched, never replaced: the status keeps only what is read, and the spec nothing, because images and volumes of a node are long.</remarks>
public sealed record Node : IKubernetesResource<Node>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("", "v1", "Node", "nodes", IsNamespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<Node> TypeInfo => KubernetesJson.Context.Node;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is.</summary>
    public NodeStatus? Status { get; set; }
}
