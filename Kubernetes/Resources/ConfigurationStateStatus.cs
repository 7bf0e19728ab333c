using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>status</c> of a ConfigurationState (C-151).</summary>
public sealed record ConfigurationStateStatus
{
    /// <summary><c>Valid</c>, <c>Invalid</c> or <c>Unknown</c> (C-154).</summary>
    public string? Result { get; set; }

    /// <summary>What is wrong, line by line; empty when all is well.</summary>
    public string? ErrorSummary { get; set; }

    /// <summary>The single steps; at most one of each type.</summary>
    public List<Condition>? Conditions { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
