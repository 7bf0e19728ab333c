using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metallb.io/v1beta2 BGPPeer (C-070 to C-089b).</summary>
public sealed record BGPPeer : IConditionedResource<BGPPeer>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metallb.io", "v1beta2", "BGPPeer", "bgppeers", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<BGPPeer> TypeInfo => KubernetesJson.Context.BGPPeer;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The router and the session with it.</summary>
    public BGPPeerSpec? Spec { get; set; }

    /// <summary>What became of it.</summary>
    public ConditionsStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    IReadOnlyList<Condition>? IConditionedResource<BGPPeer>.Conditions => Status?.Conditions;

    BGPPeer IConditionedResource<BGPPeer>.WithConditions(IReadOnlyList<Condition> conditions) =>
        this with { Status = (Status ?? new ConditionsStatus()) with { Conditions = [.. conditions] } };
}
