using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.Patching;

/// <summary>Merges lists: objects by their key field, primitives as a set.</summary>
internal static class StrategicListMerge
{
    internal static JsonArray Merge(JsonArray existing, JsonArray changes, StructuralSchema schema)
    {
        var key = schema.PatchMergeKey!;
        List<JsonNode?> merged;
        List<JsonNode?> wanted;
        if (key.Length == 0)
        {
            wanted = [.. changes];
            merged = [.. existing.Concat(changes).Distinct(JsonNodeComparer.Instance)];
        }
        else
        {
            (merged, wanted) = MergeObjects(existing, changes, key, schema.Items);
        }

        return Arrange(merged, wanted, [.. existing], key);
    }

    /// <summary>
    /// The list with the entries that <paramref name="wanted"/> names in that order. The others keep their order
    /// among themselves and towards the named ones, as far as they stood in <paramref name="before"/>.
    /// </summary>
    internal static JsonArray Order(JsonArray list, JsonArray wanted, JsonArray before, string key) =>
        Arrange([.. list], [.. wanted], [.. before], key);

    private static (List<JsonNode?> Merged, List<JsonNode?> Wanted) MergeObjects(
        JsonArray existing, JsonArray changes, string key, StructuralSchema? items)
    {
        var merged = new List<JsonNode?>(existing);
        var wanted = new List<JsonNode?>();
        var replaces = false;
        foreach (var change in changes)
        {
            var entry = change as JsonObject
                ?? throw new StrategicMergeException("the entries of a list that merges by key must be objects");
            switch (StrategicMergePatch.Directive(entry))
            {
                case "delete":
                    var deleted = KeyOf(entry, key);
                    merged.RemoveAll(item => Has(item, key, deleted));
                    break;
                case "replace":
                    replaces = true;
                    break;
                case null:
                    wanted.Add(entry);
                    break;
                case "merge":
                    throw new StrategicMergeException("merging lists cannot yet be specified in the patch");
                case var unknown:
                    throw StrategicMergeException.UnknownDirective(unknown, entry);
            }
        }

        if (replaces)
        {
            merged.Clear();
        }

        foreach (var entry in wanted.Cast<JsonObject>())
        {
            var value = KeyOf(entry, key);
            var at = merged.FindIndex(item => Has(item, key, value));
            var mergedEntry = StrategicMergePatch.Merge(at < 0 ? [] : (JsonObject)merged[at]!, entry, items);
            if (at < 0)
            {
                merged.Add(mergedEntry);
            }
            else
            {
                merged[at] = mergedEntry;
            }
        }

        return (merged, wanted);
    }

    private static JsonArray Arrange(
        List<JsonNode?> list, List<JsonNode?> wanted, List<JsonNode?> before, string key)
    {
        var named = new List<(int Rank, JsonNode? Item)>();
        var others = new List<(int Rank, JsonNode? Item)>();
        foreach (var item in list)
        {
            var rank = IndexIn(wanted, item, key);
            if (rank >= 0)
            {
                named.Add((rank, item));
            }
            else
            {
                others.Add((IndexIn(before, item, key), item));
            }
        }

        var left = new Queue<JsonNode?>(others.OrderBy(entry => entry.Rank).Select(entry => entry.Item));
        var right = new Queue<JsonNode?>(named.OrderBy(entry => entry.Rank).Select(entry => entry.Item));
        var arranged = new JsonArray();
        while (left.Count + right.Count > 0)
        {
            var takesLeft = right.Count == 0
                || (left.Count > 0 && StoodBefore(left.Peek(), right.Peek(), before, key));
            arranged.Add((takesLeft ? left : right).Dequeue()?.DeepClone());
        }

        return arranged;
    }

    private static bool StoodBefore(JsonNode? left, JsonNode? right, List<JsonNode?> before, string key)
    {
        var leftIndex = IndexIn(before, left, key);
        var rightIndex = IndexIn(before, right, key);
        return leftIndex >= 0 && rightIndex >= 0 && leftIndex < rightIndex;
    }

    private static int IndexIn(List<JsonNode?> list, JsonNode? item, string key) => key.Length == 0
        ? list.FindIndex(candidate => JsonNode.DeepEquals(candidate, item))
        : item is JsonObject entry && entry[key] is { } value
            ? list.FindIndex(candidate => Has(candidate, key, value))
            : -1;

    private static bool Has(JsonNode? item, string key, JsonNode value) =>
        item is JsonObject entry && JsonNode.DeepEquals(entry[key], value);

    private static JsonNode KeyOf(JsonObject entry, string key) => entry[key]
        ?? throw new StrategicMergeException($"map: {entry.ToJsonString()} does not contain declared merge key: {key}");
}
