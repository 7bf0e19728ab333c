using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metallb.io/v1beta1 ServiceBGPStatus (C-140 to C-143): to which peers one node advertises a Service.</summary>
public sealed record ServiceBGPStatus : IReplaceableResource<ServiceBGPStatus>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metallb.io", "v1beta1", "ServiceBGPStatus", "servicebgpstatuses", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ServiceBGPStatus> TypeInfo => KubernetesJson.Context.ServiceBGPStatus;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Who advertises, and to whom.</summary>
    public ServiceBGPStatusStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
