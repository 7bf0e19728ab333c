using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One entry of <c>spec.preferredNodeSelectors</c>.</summary>
public sealed record PreferredNodeSelector
{
    /// <summary>1 to 100 (C-036).</summary>
    public int Weight { get; set; }

    /// <summary>The nodes; empty matches every node (C-037).</summary>
    public LabelSelector? Preference { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
