using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metallb.io/v1beta1 BFDProfile (C-100 to C-106).</summary>
public sealed record BFDProfile : IConditionedResource<BFDProfile>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metallb.io", "v1beta1", "BFDProfile", "bfdprofiles", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<BFDProfile> TypeInfo => KubernetesJson.Context.BFDProfile;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Timers and modes.</summary>
    public BFDProfileSpec? Spec { get; set; }

    /// <summary>What became of it.</summary>
    public ConditionsStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    IReadOnlyList<Condition>? IConditionedResource<BFDProfile>.Conditions => Status?.Conditions;

    BFDProfile IConditionedResource<BFDProfile>.WithConditions(IReadOnlyList<Condition> conditions) =>
        this with { Status = (Status ?? new ConditionsStatus()) with { Conditions = [.. conditions] } };
}
