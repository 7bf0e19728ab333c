using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of an IPReservation.</summary>
public sealed record IPReservationSpec
{
    /// <summary>The pool that owns the addresses.</summary>
    public string? Pool { get; set; }

    /// <summary>Single addresses, CIDRs and ranges; or a count.</summary>
    public List<string>? Addresses { get; set; }

    /// <summary>How many addresses the pool picks.</summary>
    public IPReservationCount? Count { get; set; }

    /// <summary>Who may have them.</summary>
    public IPReservationOwner? Owner { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
