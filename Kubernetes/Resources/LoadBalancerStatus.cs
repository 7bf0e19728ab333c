using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status.loadBalancer</c> of a Service.</summary>
public sealed record LoadBalancerStatus
{
    /// <summary>The external addresses, first one first (L-040).</summary>
    public List<LoadBalancerIngress>? Ingress { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
