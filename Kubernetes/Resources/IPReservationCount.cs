using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec.count</c> of an IPReservation.</summary>
public sealed record IPReservationCount
{
    /// <summary>IPv4 addresses.</summary>
    public int? Ipv4 { get; set; }

    /// <summary>IPv6 addresses.</summary>
    public int? Ipv6 { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
