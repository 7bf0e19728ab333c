using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metallb.io/v1beta1 L2Advertisement (C-030 to C-037).</summary>
public sealed record L2Advertisement : IConditionedResource<L2Advertisement>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metallb.io", "v1beta1", "L2Advertisement", "l2advertisements", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<L2Advertisement> TypeInfo => KubernetesJson.Context.L2Advertisement;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is announced, and from where.</summary>
    public L2AdvertisementSpec? Spec { get; set; }

    /// <summary>What became of it.</summary>
    public ConditionsStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    IReadOnlyList<Condition>? IConditionedResource<L2Advertisement>.Conditions => Status?.Conditions;

    L2Advertisement IConditionedResource<L2Advertisement>.WithConditions(IReadOnlyList<Condition> conditions) =>
        this with { Status = (Status ?? new ConditionsStatus()) with { Conditions = [.. conditions] } };
}
