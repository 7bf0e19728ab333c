using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of a ServiceBGPStatus; node and Service never change once written (C-141).</summary>
public sealed record ServiceBGPStatusStatus
{
    /// <summary>The node that advertises.</summary>
    public string? Node { get; set; }

    /// <summary>The Service's name.</summary>
    public string? ServiceName { get; set; }

    /// <summary>The Service's namespace.</summary>
    public string? ServiceNamespace { get; set; }

    /// <summary>The BGPPeer objects that it is meant for, by name, sorted (C-141).</summary>
    public List<string>? Peers { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
