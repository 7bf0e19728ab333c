using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of an IPReservation.</summary>
public sealed record IPReservationStatus
{
    /// <summary>What is kept: the ranges named, or the addresses picked, which are remembered here.</summary>
    public List<string>? Addresses { get; set; }

    /// <summary>The addresses that Services use, the first hundred.</summary>
    public List<AddressUser>? Used { get; set; }

    /// <summary>How many addresses Services use.</summary>
    public int InUse { get; set; }

    /// <summary><c>Accepted</c> and <c>Ready</c>.</summary>
    public List<Condition>? Conditions { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
