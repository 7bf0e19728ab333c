using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One external address of a Service.</summary>
public sealed record LoadBalancerIngress
{
    /// <summary>The address.</summary>
    public string? IP { get; set; }

    /// <summary>A name instead of an address.</summary>
    public string? Hostname { get; set; }

    /// <summary><c>VIP</c> or <c>Proxy</c>. The server sets <c>VIP</c> when it is left out, so it is always written .</summary>
    public string? IPMode { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
