using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>The <c>status</c> of a kind that has nothing but conditions.</summary>
public sealed record ConditionsStatus
{
    /// <summary>What became of the object; at most one of each type.</summary>
    public List<Condition>? Conditions { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
