using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Patching;

/// <summary>JSON merge patch, <see href="https://www.rfc-editor.org/rfc/rfc7386">RFC 7386</see>.</summary>
public static class MergePatch
{
    /// <summary>Merges the patch over the target: null removes, objects merge, everything else replaces.</summary>
    /// <remarks>Neither argument is changed.</remarks>
    public static PatchResult Apply(JsonNode? target, JsonNode? patch) => PatchResult.Of(Merge(target, patch));

    /// <summary>The smallest patch that turns one document into the other.</summary>
    /// <remarks>Merge patches cannot set a member to null: such members of <paramref name="after"/> are lost.</remarks>
    public static JsonNode? Between(JsonNode? before, JsonNode? after)
    {
        if (before is not JsonObject from || after is not JsonObject to)
        {
            return after?.DeepClone();
        }

        var patch = new JsonObject();
        foreach (var (name, _) in from.Where(member => !to.ContainsKey(member.Key)))
        {
            patch[name] = null;
        }

        foreach (var (name, value) in to.Where(member => !JsonNode.DeepEquals(from[member.Key], member.Value)))
        {
            patch[name] = Between(from[name], value);
        }

        return patch;
    }

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var merged = target is JsonObject existing ? (JsonObject)existing.DeepClone() : [];
        foreach (var (name, change) in changes)
        {
            if (change is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = Merge(merged[name], change);
            }
        }

        return merged;
    }
}
