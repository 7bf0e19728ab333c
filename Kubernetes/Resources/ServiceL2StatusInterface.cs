using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One of <c>status.interfaces</c> of a ServiceL2Status.</summary>
public sealed record ServiceL2StatusInterface
{
    /// <summary>The interface's name.</summary>
    public string? Name { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
