using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetalOrleans.Kubernetes.Resources;

/// <summary>One entry of <c>spec.communities</c> of a Community.</summary>
public sealed record CommunityAlias
{
    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The community.</summary>
    public string? Value { get; set; }

    /// <summary>Fields this type does not name; they survive reading and writing back.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
