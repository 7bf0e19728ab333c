using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>What a schema says about ownership: which values are owned whole, which member by member.</summary>
/// <remarks>Without a schema objects are owned member by member and lists whole.</remarks>
internal static class FieldShape
{
    /// <summary>Whether the value is owned as one field.</summary>
    internal static bool IsLeaf(StructuralSchema? schema, JsonNode? node) => node switch
    {
        JsonObject => schema?.IsAtomicMap == true,
        JsonArray => schema is null or { ListType: ListType.Atomic },
        _ => true,
    };

    /// <summary>The schema of a member. Metadata of custom resources has the schema all objects share.</summary>
    internal static StructuralSchema? Member(StructuralSchema? schema, string name, bool isRoot) =>
        isRoot && name == "metadata" ? BuiltInSchemas.ObjectMeta : schema?.Member(name);

    internal static bool IsDeclared(StructuralSchema? schema, string name) =>
        schema?.Properties.ContainsKey(name) == true;

    /// <summary>The entries of a list by their steps, in order; entries without identity are left out.</summary>
    internal static List<(string Step, JsonNode? Item)> Entries(StructuralSchema schema, JsonArray? list)
    {
        var entries = new List<(string, JsonNode?)>();
        foreach (var item in list ?? [])
        {
            if (FieldStep.Entry(schema, item) is { } step)
            {
                entries.Add((step, item));
            }
        }

        return entries;
    }
}
