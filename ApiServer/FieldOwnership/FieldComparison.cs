using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>Which fields differ between two versions of an object.</summary>
/// <param name="Added">Fields that only the later version has.</param>
/// <param name="Modified">Fields that have another value.</param>
/// <param name="Removed">Fields that only the earlier version has.</param>
internal sealed record FieldComparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    private static readonly FieldComparison None = new(FieldSet.Empty, FieldSet.Empty, FieldSet.Empty);

    internal static FieldComparison Between(JsonObject before, JsonObject after, StructuralSchema? schema) =>
        Objects(before, after, schema, isRoot: true);

    private static FieldComparison Objects(
        JsonObject? before, JsonObject? after, StructuralSchema? schema, bool isRoot)
    {
        var result = None;
        foreach (var name in Names(before, after))
        {
            var hadValue = before?.ContainsKey(name) == true;
            var hasValue = after?.ContainsKey(name) == true;
            var below = FieldShape.Member(schema, name, isRoot);
            var (self, children) = Values(hadValue, before?[name], hasValue, after?[name], below);
            result = result.With(FieldStep.Field(name), self, children);
        }

        return result;
    }

    private static (Change Self, FieldComparison Children) Values(
        bool hadValue, JsonNode? before, bool hasValue, JsonNode? after, StructuralSchema? schema)
    {
        var self = !hadValue ? Change.Added : !hasValue ? Change.Removed : Change.None;

        // A null takes the shape of the other side.
        var isLeaf = FieldShape.IsLeaf(schema, after ?? before);
        if (isLeaf || (IsBare(before) && IsBare(after)) || FieldShape.IsLeaf(schema, before ?? after))
        {
            var isModified = self == Change.None && !JsonNode.DeepEquals(before, after);
            var leaf = isModified ? Change.Modified : self;

            // An object that replaces a plain value brings its members with it, and the other way round.
            return (leaf, isModified && !isLeaf ? Descend(null, after, schema) : None);
        }

        return (self, Descend(before, after, schema));
    }

    private static FieldComparison Descend(JsonNode? before, JsonNode? after, StructuralSchema? schema) =>
        before is JsonArray || after is JsonArray
            ? Lists(before as JsonArray, after as JsonArray, schema!)
            : Objects(before as JsonObject, after as JsonObject, schema, isRoot: false);

    private static FieldComparison Lists(JsonArray? before, JsonArray? after, StructuralSchema schema)
    {
        var earlier = FieldShape.Entries(schema, before).ToLookup(entry => entry.Step, entry => entry.Item);
        var later = FieldShape.Entries(schema, after).ToLookup(entry => entry.Step, entry => entry.Item);
        var result = None;
        foreach (var step in earlier.Select(group => group.Key).Union(later.Select(group => group.Key)))
        {
            var (old, now) = (earlier[step].ToList(), later[step].ToList());
            if (old.Count > 1 || now.Count > 1)
            {
                // Entries with the same key cannot be told apart: they have one owner together.
                var isSame = old.Count == now.Count && old.Zip(now).All(pair => JsonNode.DeepEquals(pair.First, pair.Second));
                var change = old.Count == 0 ? Change.Added : now.Count == 0 ? Change.Removed : Change.Modified;
                result = result.With(step, isSame ? Change.None : change, None);
                continue;
            }

            var (self, children) = Values(
                old.Count > 0, old.FirstOrDefault(), now.Count > 0, now.FirstOrDefault(), schema.Items);
            result = result.With(step, self, children);
        }

        return result;
    }

    private static IEnumerable<string> Names(JsonObject? before, JsonObject? after) =>
        (before ?? []).Select(member => member.Key).Union((after ?? []).Select(member => member.Key));

    private static bool IsBare(JsonNode? node) => node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private FieldComparison With(string step, Change self, FieldComparison children) => new(
        Added.With(step, new FieldSetNode(self == Change.Added, children.Added)),
        Modified.With(step, new FieldSetNode(self == Change.Modified, children.Modified)),
        Removed.With(step, new FieldSetNode(self == Change.Removed, children.Removed)));

    private enum Change
    {
        None,
        Added,
        Modified,
        Removed,
    }
}
