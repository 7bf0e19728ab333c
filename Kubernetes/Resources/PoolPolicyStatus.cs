using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of a PoolPolicy.</summary>
public sealed record PoolPolicyStatus
{
    /// <summary>How many addresses of the pool Services have.</summary>
    public int InUse { get; set; }

    /// <summary>How many addresses are held for Services that went.</summary>
    public int HeldCount { get; set; }

    /// <summary>Those addresses; they are remembered here.</summary>
    public List<HeldAddress>? Held { get; set; }

    /// <summary>How much of each quota is used, the first hundred namespaces.</summary>
    public List<PoolPolicyQuotaUse>? Quotas { get; set; }

    /// <summary><c>Accepted</c>, <c>Ready</c>, and <c>Drained</c> while the pool is drained.</summary>
    public List<Condition>? Conditions { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
