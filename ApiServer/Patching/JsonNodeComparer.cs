using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Patching;

/// <summary>Compares JSON values by what they say.</summary>
internal sealed class JsonNodeComparer : IEqualityComparer<JsonNode?>
{
    internal static JsonNodeComparer Instance { get; } = new();

    public bool Equals(JsonNode? x, JsonNode? y) => JsonNode.DeepEquals(x, y);

    // Equal numbers may be written differently, so the kind is all that equal values surely share.
    public int GetHashCode(JsonNode? obj) => obj is null ? 0 : (int)obj.GetValueKind();
}
