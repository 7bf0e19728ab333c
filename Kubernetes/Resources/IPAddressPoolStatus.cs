using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of an IPAddressPool; all four counts are required by the schema (C-019).</summary>
public sealed record IPAddressPoolStatus
{
    /// <summary>IPv4 addresses in use.</summary>
    public long AssignedIPv4 { get; set; }

    /// <summary>IPv6 addresses in use.</summary>
    public long AssignedIPv6 { get; set; }

    /// <summary>IPv4 addresses free.</summary>
    public long AvailableIPv4 { get; set; }

    /// <summary>IPv6 addresses free.</summary>
    public long AvailableIPv6 { get; set; }

    /// <summary>Conditions, where the schema has them.</summary>
    public List<Condition>? Conditions { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
