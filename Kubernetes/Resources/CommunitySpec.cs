using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary><c>spec</c> of a Community.</summary>
public sealed record CommunitySpec
{
    /// <summary>Names and what they stand for (C-120).</summary>
    public List<CommunityAlias>? Communities { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
