using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>Who owns which field of an object: <c>metadata.managedFields</c> and server-side apply.</summary>
/// <remarks>
/// Entries of other API versions are read as if their fields had the same names in this version, which holds for every
/// kind served here.
/// </remarks>
public static class ManagedFields
{
    // The name the Kubernetes API server gives to what was there before anybody applied.
    private const string BeforeFirstApply = "before-first-apply";

    /// <summary>Server-side apply: merges a manager's whole intent into the live object.</summary>
    /// <remarks>
    /// Neither object is changed. A field that the manager applied before, does not apply now, and that nobody else
    /// owns, is removed. Metadata that the server sets (uid, creationTimestamp, ...) is the caller's business.
    /// </remarks>
    /// <param name="live">The stored object; null when it does not exist yet.</param>
    /// <param name="applied">What the manager wants: every field in it becomes its own.</param>
    /// <param name="manager">Name of the field manager.</param>
    /// <param name="force">Take conflicting fields over instead of refusing.</param>
    /// <param name="apiVersion">The version <paramref name="applied"/> is written in.</param>
    /// <param name="schema">Tells lists by key and sets from atomic lists; null treats every list as atomic.</param>
    /// <param name="now">Time of the entry.</param>
    /// <param name="subresource">Subresource the request went to; empty for the object itself.</param>
    public static ApplyResult Apply(
        JsonObject? live,
        JsonObject applied,
        string manager,
        bool force,
        string apiVersion,
        StructuralSchema? schema,
        DateTimeOffset now,
        string subresource)
    {
        ArgumentNullException.ThrowIfNull(applied);
        if (applied["metadata"]?["managedFields"] is JsonArray { Count: > 0 })
        {
            return new ApplyResult { Error = "metadata.managedFields must be nil" };
        }

        var self = Entry(manager, ManagerEntry.ApplyOperation, apiVersion, now, subresource);
        var before = live is null ? EmptyObjects.For(schema, applied) : ManagerEntries.Strip(live);
        var entries = ManagerEntries.Read(live);
        if (live is not null && entries.IsEmpty)
        {
            var first = Entry(BeforeFirstApply, ManagerEntry.UpdateOperation, apiVersion, now, "");
            entries = OwnershipStep.Update([], EmptyObjects.For(schema, applied), before, first, schema);
        }

        var intent = ManagerEntries.Strip(applied);
        var last = entries.FirstOrDefault(entry => entry.IsSameManager(self));
        self = self with { Fields = OwnershipStep.Owned(FieldListing.Of(intent, schema)) };
        var others = last is null ? entries : entries.Remove(last);
        var merged = Prune(FieldMerge.Merge(before, intent, schema), last?.Fields, others.Add(self), schema);
        var change = FieldComparison.Between(before, merged, schema);
        if (!force && Conflicts(others, change, self, manager, before, schema) is { Count: > 0 } conflicts)
        {
            return new ApplyResult
            {
                Conflicts = conflicts,
                ConflictMessage = OwnershipConflict.Describe(conflicts),
            };
        }

        if (manager == LastApplied.Kubectl)
        {
            LastApplied.Refresh(merged, intent);
        }

        if (JsonNode.DeepEquals(before, merged))
        {
            // The time is that of the last change to the object: applying twice writes once.
            self = self with { Time = last?.Time };
        }

        var after = OwnershipStep.Yield(others, change, self).Add(self);
        return new ApplyResult { Merged = ManagerEntries.Write(merged, after) };
    }

    /// <summary>The object with the ownership of the changed fields moved to the manager that changed them.</summary>
    /// <remarks>
    /// For create, update and patch. Neither object is changed. Entries that <paramref name="after"/> itself carries
    /// count when they are valid, as <c>kubectl</c> rewrites them when it goes over to server-side apply; a single empty
    /// entry forgets all ownership.
    /// </remarks>
    /// <param name="before">The stored object; null on create.</param>
    /// <param name="after">The object about to be stored.</param>
    /// <param name="manager">Name of the field manager.</param>
    /// <param name="apiVersion">The version <paramref name="after"/> is written in.</param>
    /// <param name="schema">Tells lists by key and sets from atomic lists; null treats every list as atomic.</param>
    /// <param name="now">Time of the entry.</param>
    /// <param name="subresource">Subresource the request went to; empty for the object itself.</param>
    public static JsonObject Update(
        JsonObject? before,
        JsonObject after,
        string manager,
        string apiVersion,
        StructuralSchema? schema,
        DateTimeOffset now,
        string subresource)
    {
        ArgumentNullException.ThrowIfNull(after);
        var stored = ManagerEntries.Read(before);
        var isReset = subresource.Length == 0 && ManagerEntries.IsReset(after);
        var given = subresource.Length == 0 ? ManagerEntries.Read(after) : [];
        var entries = isReset ? [] : given.IsEmpty ? stored : given;
        if (before is not null && entries.IsEmpty)
        {
            // Ownership that was never kept, or was forgotten, begins with the next apply.
            return ManagerEntries.Write(after, []);
        }

        var self = Entry(manager, ManagerEntry.UpdateOperation, apiVersion, now, subresource);
        var earlier = before is null ? EmptyObjects.For(schema, after) : ManagerEntries.Strip(before);
        var updated = OwnershipStep.Update(entries, earlier, ManagerEntries.Strip(after), self, schema);
        return ManagerEntries.Write(after, ManagerEntries.Cap(updated));
    }

    private static ManagerEntry Entry(
        string manager, string operation, string apiVersion, DateTimeOffset now, string subresource) => new()
        {
            Manager = manager,
            Operation = operation,
            ApiVersion = apiVersion,
            Subresource = subresource,
            Time = now,
        };

    private static List<OwnershipConflict> Conflicts(
        ImmutableArray<ManagerEntry> others,
        FieldComparison change,
        ManagerEntry self,
        string manager,
        JsonObject before,
        StructuralSchema? schema)
    {
        var explained = manager == LastApplied.Kubectl ? LastApplied.Explained(before, schema) : FieldSet.Empty;
        return
        [
            .. OwnershipStep.Conflicts(others, change, self)
                .SelectMany(conflict => conflict.Fields.Difference(explained).Paths()
                    .Select(path => new OwnershipConflict(conflict.Entry.Describe(), path))),
        ];
    }

    /// <summary>Removes what the manager applied last time, leaves out now, and nobody owns.</summary>
    private static JsonObject Prune(
        JsonObject merged, FieldSet? last, ImmutableArray<ManagerEntry> entries, StructuralSchema? schema)
    {
        if (last is null || last.IsEmpty)
        {
            return merged;
        }

        FieldSet Named(FieldSet fields) => fields.WithNamedFields(schema, isRoot: true);
        var owned = entries.Aggregate(FieldSet.Empty, (fields, entry) => fields.Union(entry.Fields));
        var given = Named(last);
        var everything = Named(FieldListing.Of(merged, schema));
        var left = Named(FieldListing.Of(FieldMerge.Remove(merged, given, FieldSet.Empty, schema), schema));
        var orphaned = everything.Difference(left).Difference(Named(owned)).Intersection(given);
        return FieldMerge.Remove(merged, orphaned, owned, schema);
    }
}
