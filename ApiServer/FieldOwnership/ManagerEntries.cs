using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>All entries of an object's <c>metadata.managedFields</c>.</summary>
internal static class ManagerEntries
{
    // The Kubernetes API server keeps so many entries of operation Update; older ones become one.
    private const int UpdatesMax = 10;
    private const string Ancient = "ancient-changes";

    internal static ImmutableArray<ManagerEntry> Read(JsonObject? obj) =>
        obj?["metadata"]?["managedFields"] is JsonArray list
            ? [.. list.Select(ManagerEntry.FromJson).OfType<ManagerEntry>()]
            : [];

    /// <summary>Whether a client asks to forget all ownership: one empty entry.</summary>
    internal static bool IsReset(JsonObject obj) =>
        obj["metadata"]?["managedFields"] is JsonArray { Count: 1 } list && list[0] is JsonObject { Count: 0 };

    /// <summary>The object with these entries, in the order in which the server lists them.</summary>
    internal static JsonObject Write(JsonObject obj, IEnumerable<ManagerEntry> entries)
    {
        var list = new JsonArray([.. entries
            .Where(entry => !entry.Fields.IsEmpty)
            .OrderBy(entry => entry.Operation, StringComparer.Ordinal)
            .ThenBy(entry => entry.Time ?? DateTimeOffset.MinValue)
            .ThenBy(entry => entry.Manager, StringComparer.Ordinal)
            .ThenBy(entry => entry.ApiVersion, StringComparer.Ordinal)
            .ThenBy(entry => entry.Subresource, StringComparer.Ordinal)
            .Select(entry => entry.ToJson())]);
        var written = Strip(obj);
        if (list.Count > 0)
        {
            if (written["metadata"] is not JsonObject metadata)
            {
                written["metadata"] = metadata = [];
            }

            metadata["managedFields"] = list;
        }

        return written;
    }

    /// <summary>A copy of the object without its entries.</summary>
    internal static JsonObject Strip(JsonObject obj)
    {
        var copy = (JsonObject)obj.DeepClone();
        (copy["metadata"] as JsonObject)?.Remove("managedFields");
        return copy;
    }

    /// <summary>The entries with the oldest of too many updates drawn together.</summary>
    internal static ImmutableArray<ManagerEntry> Cap(ImmutableArray<ManagerEntry> entries)
    {
        var updates = entries
            .Where(entry => entry.Operation == ManagerEntry.UpdateOperation)
            .OrderBy(entry => entry.Time ?? DateTimeOffset.MinValue)
            .ToList();
        if (updates.Count <= UpdatesMax)
        {
            return entries;
        }

        var capped = entries;
        var merged = updates.Take(updates.Count - UpdatesMax + 1).ToList();
        foreach (var group in merged.GroupBy(entry => entry.ApiVersion))
        {
            var bucket = group.Last() with
            {
                Manager = Ancient,
                Subresource = "",
                Fields = group.Aggregate(FieldSet.Empty, (fields, entry) => fields.Union(entry.Fields)),
            };
            capped = capped.RemoveRange(group).Add(bucket);
        }

        return capped;
    }
}
