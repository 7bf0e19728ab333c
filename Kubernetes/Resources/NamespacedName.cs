using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>The name of an object in another namespace.</summary>
public sealed record NamespacedName
{
    /// <summary>The namespace.</summary>
    public string? Namespace { get; set; }

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
