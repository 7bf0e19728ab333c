using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metallb.io/v1beta1 Community (C-120).</summary>
public sealed record Community : IConditionedResource<Community>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metallb.io", "v1beta1", "Community", "communities", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<Community> TypeInfo => KubernetesJson.Context.Community;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The names.</summary>
    public CommunitySpec? Spec { get; set; }

    /// <summary>What became of it.</summary>
    public ConditionsStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    IReadOnlyList<Condition>? IConditionedResource<Community>.Conditions => Status?.Conditions;

    Community IConditionedResource<Community>.WithConditions(IReadOnlyList<Condition> conditions) =>
        this with { Status = (Status ?? new ConditionsStatus()) with { Conditions = [.. conditions] } };
}
