using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of an IPAddressPool.</summary>
public sealed record IPAddressPoolSpec
{
    /// <summary>Prefixes and ranges (C-011).</summary>
    public List<string>? Addresses { get; set; }

    /// <summary>Whether a Service may get an address without naming the pool; default true (C-012).</summary>
    public bool? AutoAssign { get; set; }

    /// <summary>Whether IPv4 addresses ending .0 and .255 are skipped; default false (C-013).</summary>
    public bool? AvoidBuggyIPs { get; set; }

    /// <summary>Which Services may use the pool (C-014).</summary>
    public IPAddressPoolServiceAllocation? ServiceAllocation { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
