using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>An apiextensions.k8s.io/v1 CustomResourceDefinition, as far as its conversion goes: read, patched, never replaced.</summary>
public sealed record CustomResourceDefinition : IKubernetesResource<CustomResourceDefinition>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", IsNamespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<CustomResourceDefinition> TypeInfo => KubernetesJson.Context.CustomResourceDefinition;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What it defines.</summary>
    public CustomResourceDefinitionSpec? Spec { get; set; }


    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
