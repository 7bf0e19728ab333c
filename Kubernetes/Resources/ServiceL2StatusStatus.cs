using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of a ServiceL2Status; node and Service never change once written (C-131).</summary>
public sealed record ServiceL2StatusStatus
{
    /// <summary>The node that announces.</summary>
    public string? Node { get; set; }

    /// <summary>The Service's name.</summary>
    public string? ServiceName { get; set; }

    /// <summary>The Service's namespace.</summary>
    public string? ServiceNamespace { get; set; }

    /// <summary>The interfaces that it is restricted to, sorted; none means every interface (C-131, Q-31).</summary>
    public List<ServiceL2StatusInterface>? Interfaces { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
