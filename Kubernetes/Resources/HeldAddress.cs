using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One entry of <c>status.held</c> of a PoolPolicy: an address held for a Service that went.</summary>
public sealed record HeldAddress
{
    /// <summary>The address.</summary>
    public string? Address { get; set; }

    /// <summary>The namespace of the Service.</summary>
    public string? Namespace { get; set; }

    /// <summary>The name of the Service.</summary>
    public string? Name { get; set; }

    /// <summary>When it is anybody's again.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
