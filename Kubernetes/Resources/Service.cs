using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A core/v1 Service.</summary>
public sealed record Service : IReplaceableResource<Service>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("", "v1", "Service", "services", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<Service> TypeInfo => KubernetesJson.Context.Service;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted.</summary>
    public ServiceSpec? Spec { get; set; }

    /// <summary>What is.</summary>
    public ServiceStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
