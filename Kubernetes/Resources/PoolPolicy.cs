using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metalorleans.io/v1alpha1 PoolPolicy: what a pool may give, to whom, and how long it remembers.</summary>
public sealed record PoolPolicy : IConditionedResource<PoolPolicy>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metalorleans.io", "v1alpha1", "PoolPolicy", "poolpolicies", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<PoolPolicy> TypeInfo => KubernetesJson.Context.PoolPolicy;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The policy.</summary>
    public PoolPolicySpec? Spec { get; set; }

    /// <summary>How it works out.</summary>
    public PoolPolicyStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    IReadOnlyList<Condition>? IConditionedResource<PoolPolicy>.Conditions => Status?.Conditions;

    PoolPolicy IConditionedResource<PoolPolicy>.WithConditions(IReadOnlyList<Condition> conditions) =>
        this with { Status = (Status ?? new PoolPolicyStatus()) with { Conditions = [.. conditions] } };
}
