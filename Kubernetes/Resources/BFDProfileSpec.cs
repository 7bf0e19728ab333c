using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a BFDProfile.</summary>
public sealed record BFDProfileSpec
{
    /// <summary>Milliseconds (C-100).</summary>
    public long? ReceiveInterval { get; set; }

    /// <summary>Milliseconds (C-101).</summary>
    public long? TransmitInterval { get; set; }

    /// <summary>How many packets may be missing (C-102).</summary>
    public long? DetectMultiplier { get; set; }

    /// <summary>Milliseconds (C-103).</summary>
    public long? EchoInterval { get; set; }

    /// <summary>Whether echo packets are used (C-104).</summary>
    public bool? EchoMode { get; set; }

    /// <summary>Whether this side waits for the router (C-105).</summary>
    public bool? PassiveMode { get; set; }

    /// <summary>The lowest TTL accepted (C-106).</summary>
    public long? MinimumTtl { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
