using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A core/v1 ConfigMap.</summary>
public sealed record ConfigMap : IReplaceableResource<ConfigMap>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("", "v1", "ConfigMap", "configmaps", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ConfigMap> TypeInfo => KubernetesJson.Context.ConfigMap;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The texts by key.</summary>
    public Dictionary<string, string>? Data { get; set; }


    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
