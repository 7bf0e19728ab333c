using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of a Service.</summary>
public sealed record ServiceStatus
{
    /// <summary>The external addresses.</summary>
    public LoadBalancerStatus? LoadBalancer { get; set; }

    /// <summary>Conditions set by controllers.</summary>
    public List<Condition>? Conditions { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
