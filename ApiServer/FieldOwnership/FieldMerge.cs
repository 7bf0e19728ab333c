using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>Lays an applied object over a live one, and takes fields out of an object.</summary>
internal static class FieldMerge
{
    /// <summary>The live object with every field that the applied one sets.</summary>
    internal static JsonObject Merge(JsonObject live, JsonObject applied, StructuralSchema? schema) =>
        MergeObjects(live, applied, schema, isRoot: true);

    /// <summary>The object without these fields; objects and lists that become empty go with them, unless kept.</summary>
    internal static JsonObject Remove(JsonObject obj, FieldSet removed, FieldSet kept, StructuralSchema? schema) =>
        RemoveFromObject(obj, removed, kept, schema, isRoot: true);

    private static JsonObject MergeObjects(JsonObject live, JsonObject applied, StructuralSchema? schema, bool isRoot)
    {
        var merged = (JsonObject)live.DeepClone();
        foreach (var (name, value) in applied)
        {
            merged[name] = MergeValues(merged[name], value, FieldShape.Member(schema, name, isRoot));
        }

        return merged;
    }

    private static JsonNode? MergeValues(JsonNode? live, JsonNode? applied, StructuralSchema? schema) =>
        (live, applied) switch
        {
            _ when FieldShape.IsLeaf(schema, applied) => applied?.DeepClone(),
            (JsonObject mine, JsonObject theirs) => MergeObjects(mine, theirs, schema, isRoot: false),
            (JsonArray mine, JsonArray theirs) => MergeLists(mine, theirs, schema!),
            _ => applied?.DeepClone(),
        };

    /// <summary>
    /// Entries of the applied list keep their order among themselves, those only in the live list keep theirs, and the
    /// latter stay where they stood towards the entries that both have.
    /// </summary>
    private static JsonArray MergeLists(JsonArray live, JsonArray applied, StructuralSchema schema)
    {
        var left = FieldShape.Entries(schema, live);
        var right = FieldShape.Entries(schema, applied);
        var inLeft = left.Select(entry => entry.Step).ToHashSet();
        var inRight = right.Select(entry => entry.Step).ToHashSet();
        var taken = new HashSet<string>();
        var merged = new JsonArray();
        for (int l = 0, r = 0; l < left.Count || r < right.Count;)
        {
            var step = l < left.Count ? left[l].Step : null;
            if (step is not null && !inRight.Contains(step))
            {
                merged.Add(left[l++].Item?.DeepClone());
                continue;
            }

            var shared = right.Skip(r).FirstOrDefault(entry => inLeft.Contains(entry.Step)).Step;
            if (step is not null && (taken.Contains(step) || r == right.Count || (shared != step && shared is not null)))
            {
                l++;
                continue;
            }

            var (appliedStep, item) = right[r++];
            if (!taken.Add(appliedStep))
            {
                continue;
            }

            var existing = left.Find(entry => entry.Step == appliedStep).Item;
            merged.Add(existing is null ? item?.DeepClone() : MergeValues(existing, item, schema.Items));
            l += step == appliedStep ? 1 : 0;
        }

        return merged;
    }

    private static JsonObject RemoveFromObject(
        JsonObject obj, FieldSet removed, FieldSet kept, StructuralSchema? schema, bool isRoot)
    {
        var rest = new JsonObject();
        foreach (var (name, value) in obj)
        {
            var step = FieldStep.Field(name);
            if (!removed.Has(step))
            {
                var below = FieldShape.Member(schema, name, isRoot);
                var left = RemoveFrom(value, removed.Below(step), kept, step, below);
                if (left is not null || value is null)
                {
                    rest[name] = left;
                }
            }
        }

        return rest;
    }

    private static JsonNode? RemoveFrom(
        JsonNode? value, FieldSet removed, FieldSet kept, string ownStep, StructuralSchema? schema)
    {
        if (removed.IsEmpty || FieldShape.IsLeaf(schema, value))
        {
            return value?.DeepClone();
        }

        if (value is JsonObject members)
        {
            var rest = RemoveFromObject(members, removed, kept.Below(ownStep), schema, isRoot: false);
            return rest.Count > 0 || members.Count == 0 || kept.Has(ownStep) ? rest : null;
        }

        var list = (JsonArray)value!;
        var left = new JsonArray();
        foreach (var item in list)
        {
            var step = FieldStep.Entry(schema!, item);
            if (step is null || !removed.Has(step))
            {
                left.Add(step is null
                    ? item?.DeepClone()
                    : RemoveFrom(item, removed.Below(step), kept.Below(ownStep), step, schema!.Items));
            }
        }

        return left.Count > 0 || list.Count == 0 || kept.Has(ownStep) ? left : null;
    }
}
