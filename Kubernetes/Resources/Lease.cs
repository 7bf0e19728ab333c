using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A coordination.k8s.io/v1 Lease.</summary>
public sealed record Lease : IReplaceableResource<Lease>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("coordination.k8s.io", "v1", "Lease", "leases", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<Lease> TypeInfo => KubernetesJson.Context.Lease;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Who holds it and since when.</summary>
    public LeaseSpec? Spec { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
