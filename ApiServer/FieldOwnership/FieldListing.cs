using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>Which fields an object sets: the set an applier claims with it.</summary>
internal static class FieldListing
{
    internal static FieldSet Of(JsonObject obj, StructuralSchema? schema) => OfObject(obj, schema, isRoot: true);

    private static FieldSet OfObject(JsonObject members, StructuralSchema? schema, bool isRoot)
    {
        var set = FieldSet.Empty;
        foreach (var (name, value) in members)
        {
            var below = FieldShape.Member(schema, name, isRoot);
            var children = FieldShape.IsLeaf(below, value) ? FieldSet.Empty : OfValue(value!, below);

            // A declared field that has fields below it is implied by them; a key of a map is not.
            var isMember = FieldShape.IsLeaf(below, value)
                || value is JsonObject { Count: 0 }
                || !(FieldShape.IsDeclared(schema, name) || isRoot);
            set = set.With(FieldStep.Field(name), new FieldSetNode(isMember, children));
        }

        return set;
    }

    private static FieldSet OfValue(JsonNode value, StructuralSchema? schema)
    {
        if (value is JsonObject members)
        {
            return OfObject(members, schema, isRoot: false);
        }

        var set = FieldSet.Empty;
        foreach (var (step, item) in FieldShape.Entries(schema!, (JsonArray)value))
        {
            var below = schema!.Items;
            var children = FieldShape.IsLeaf(below, item) ? FieldSet.Empty : OfValue(item!, below);
            set = set.With(step, new FieldSetNode(true, set.Below(step).Union(children)));
        }

        return set;
    }
}
