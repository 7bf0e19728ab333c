using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec.bgp.allowedLocalPreference</c> of a PoolPolicy.</summary>
public sealed record PoolPolicyLocalPreference
{
    /// <summary>The lowest.</summary>
    public long? Min { get; set; }

    /// <summary>The highest.</summary>
    public long? Max { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
