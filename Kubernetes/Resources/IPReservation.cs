using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metalorleans.io/v1alpha1 IPReservation: addresses that only some Services may have.</summary>
public sealed record IPReservation : IConditionedResource<IPReservation>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metalorleans.io", "v1alpha1", "IPReservation", "ipreservations", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<IPReservation> TypeInfo => KubernetesJson.Context.IPReservation;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is reserved, and for whom.</summary>
    public IPReservationSpec? Spec { get; set; }

    /// <summary>What is kept, and who uses it.</summary>
    public IPReservationStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    IReadOnlyList<Condition>? IConditionedResource<IPReservation>.Conditions => Status?.Conditions;

    IPReservation IConditionedResource<IPReservation>.WithConditions(IReadOnlyList<Condition> conditions) =>
        this with { Status = (Status ?? new IPReservationStatus()) with { Conditions = [.. conditions] } };
}
