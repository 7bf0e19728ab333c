using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A core/v1 Namespace; only its labels matter (C-017).</summary>
public sealed record Namespace : IReplaceableResource<Namespace>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("", "v1", "Namespace", "namespaces", IsNamespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<Namespace> TypeInfo => KubernetesJson.Context.Namespace;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
