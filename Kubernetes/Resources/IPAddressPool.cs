using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>A metallb.io/v1beta1 IPAddressPool (C-010 to C-019).</summary>
public sealed record IPAddressPool : IConditionedResource<IPAddressPool>
{
    /// <inheritdoc/>
    public static ResourceDescription Description { get; } =
        new("metallb.io", "v1beta1", "IPAddressPool", "ipaddresspools", IsNamespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<IPAddressPool> TypeInfo => KubernetesJson.Context.IPAddressPool;

    /// <summary>Group and version, always written: server-side apply requires it.</summary>
    public string ApiVersion { get; set; } = Description.ApiVersion;

    /// <summary>The kind, always written.</summary>
    public string Kind { get; set; } = Description.Kind;

    /// <summary>The standard object metadata.</summary>
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The addresses and who may have them.</summary>
    public IPAddressPoolSpec? Spec { get; set; }

    /// <summary>How many are taken.</summary>
    public IPAddressPoolStatus? Status { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    IReadOnlyList<Condition>? IConditionedResource<IPAddressPool>.Conditions => Status?.Conditions;

    IPAddressPool IConditionedResource<IPAddressPool>.WithConditions(IReadOnlyList<Condition> conditions) =>
        this with { Status = (Status ?? new IPAddressPoolStatus()) with { Conditions = [.. conditions] } };
}
