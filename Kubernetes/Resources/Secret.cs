using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A core/v1 Secret.</summary>
public sealed record Secret : IReplaceableResource<Secret>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("", "v1", "Secret", "secrets", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<Secret> TypeInfo => KubernetesJson.Context.Secret;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Such as <c>kubernetes.io/basic-auth</c> (C-084).</summary>
    public string? Type { get; set; }

    /// <summary>The values; base64 on the wire.</summary>
    public Dictionary<string, byte[]>? Data { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
