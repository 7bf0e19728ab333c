using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>Changes of <c>metadata.ownerReferences</c>.</summary>
internal static class OwnerReferences
{
    /// <summary>The object without the references to one owner.</summary>
    public static JsonObject Without(JsonObject item, string uid)
    {
        var owners = item.Array("metadata", "ownerReferences");
        foreach (var owner in owners.Objects().Where(owner => owner.Text("uid") == uid).ToArray())
        {
            owners!.Remove(owner);
        }

        if (owners is { Count: 0 })
        {
            item.Metadata().Remove("ownerReferences");
        }

        return item;
    }
}
