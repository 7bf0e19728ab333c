using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec.bgp</c> of a PoolPolicy.</summary>
public sealed record PoolPolicyBgp
{
    /// <summary>How long a route outlives the last endpoint behind it, such as <c>10s</c>.</summary>
    public string? WithdrawDelay { get; set; }

    /// <summary>The communities that Services may ask for.</summary>
    public List<string>? AllowedCommunities { get; set; }

    /// <summary>The local preferences that Services may ask for.</summary>
    public PoolPolicyLocalPreference? AllowedLocalPreference { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
