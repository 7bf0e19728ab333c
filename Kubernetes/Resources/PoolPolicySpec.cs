using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a PoolPolicy.</summary>
public sealed record PoolPolicySpec
{
    /// <summary>The pool.</summary>
    public string? Pool { get; set; }

    /// <summary><c>Active</c>, the default, <c>Frozen</c> or <c>Draining</c>.</summary>
    public string? State { get; set; }

    /// <summary>How long addresses are held for Services that went, such as <c>10m</c>.</summary>
    public string? HoldFor { get; set; }

    /// <summary>How many addresses namespaces may have.</summary>
    public List<PoolPolicyQuota>? Quotas { get; set; }

    /// <summary>What concerns the routes of the pool's Services.</summary>
    public PoolPolicyBgp? Bgp { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
