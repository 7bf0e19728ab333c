using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>metav1.LabelSelector</c> as it was written.</summary>
public sealed record LabelSelector
{
    /// <summary>Labels that must be present with these values.</summary>
    public Dictionary<string, string>? MatchLabels { get; set; }

    /// <summary>Further requirements, ANDed.</summary>
    public List<LabelSelectorRequirement>? MatchExpressions { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
