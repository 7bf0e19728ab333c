using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>An address and a Service that has it, or had it.</summary>
public sealed record AddressUser
{
    /// <summary>The address.</summary>
    public string? Address { get; set; }

    /// <summary>The namespace of the Service.</summary>
    public string? Namespace { get; set; }

    /// <summary>The name of the Service.</summary>
    public string? Name { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
