using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metallb.io/v1beta1 BGPAdvertisement (C-050 to C-057).</summary>
public sealed record BGPAdvertisement : IConditionedResource<BGPAdvertisement>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metallb.io", "v1beta1", "BGPAdvertisement", "bgpadvertisements", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<BGPAdvertisement> TypeInfo => KubernetesJson.Context.BGPAdvertisement;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is advertised, to whom and with which attributes.</summary>
    public BGPAdvertisementSpec? Spec { get; set; }

    /// <summary>What became of it.</summary>
    public ConditionsStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    IReadOnlyList<Condition>? IConditionedResource<BGPAdvertisement>.Conditions => Status?.Conditions;

    BGPAdvertisement IConditionedResource<BGPAdvertisement>.WithConditions(IReadOnlyList<Condition> conditions) =>
        this with { Status = (Status ?? new ConditionsStatus()) with { Conditions = [.. conditions] } };
}
