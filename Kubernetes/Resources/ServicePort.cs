using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One port of a Service; <c>targetPort</c> (number or text) travels among the unknown fields.</summary>
public sealed record ServicePort
{
    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary><c>TCP</c> (default), <c>UDP</c> or <c>SCTP</c>.</summary>
    public string? Protocol { get; set; }

    /// <summary>The port clients use, 1 to 65535.</summary>
    public int Port { get; set; }

    /// <summary>The port on each node.</summary>
    public int? NodePort { get; set; }

    /// <summary>A hint about the protocol above.</summary>
    public string? AppProtocol { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
