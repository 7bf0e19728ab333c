using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metallb.io/v1beta1 ServiceL2Status (C-130 to C-133): which node announces a Service.</summary>
public sealed record ServiceL2Status : IReplaceableResource<ServiceL2Status>
{
    /// <summary>The label that names the node (C-130).</summary>
    public const string NodeLabel = "metallb.io/node";

    /// <summary>The label that names the Service (C-130).</summary>
    public const string ServiceNameLabel = "metallb.io/service-name";

    /// <summary>The label that names the Service's namespace (C-130).</summary>
    public const string ServiceNamespaceLabel = "metallb.io/service-namespace";

    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metallb.io", "v1beta1", "ServiceL2Status", "servicel2statuses", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ServiceL2Status> TypeInfo => KubernetesJson.Context.ServiceL2Status;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Who announces.</summary>
    public ServiceL2StatusStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
