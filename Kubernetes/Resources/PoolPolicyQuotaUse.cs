using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One entry of <c>status.quotas</c> of a PoolPolicy.</summary>
public sealed record PoolPolicyQuotaUse
{
    /// <summary>The quota.</summary>
    public string? Name { get; set; }

    /// <summary>The namespace.</summary>
    public string? Namespace { get; set; }

    /// <summary>How many addresses it may have.</summary>
    public int Addresses { get; set; }

    /// <summary>How many it has.</summary>
    public int InUse { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
