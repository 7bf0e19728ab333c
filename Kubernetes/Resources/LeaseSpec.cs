using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a Lease.</summary>
public sealed record LeaseSpec
{
    /// <summary>The holder; null or empty when released.</summary>
    public string? HolderIdentity { get; set; }

    /// <summary>How long others wait after the last renewal they saw.</summary>
    public int? LeaseDurationSeconds { get; set; }

    /// <summary>When the holder acquired it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; set; }

    /// <summary>When the holder last renewed it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; set; }

    /// <summary>How often it was acquired: the term.</summary>
    public int? LeaseTransitions { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
