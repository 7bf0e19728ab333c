using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>How ownership moves when an object changes from one version to the next.</summary>
internal static class OwnershipStep
{
    /// <summary>Fields that belong to the server: nobody owns them.</summary>
    private static readonly FieldSet Unowned = FieldSet.FromJson((JsonObject)JsonNode.Parse(
        """
        {"f:apiVersion": {}, "f:kind": {}, "f:metadata": {".": {}, "f:name": {}, "f:namespace": {},
         "f:creationTimestamp": {}, "f:selfLink": {}, "f:uid": {}, "f:clusterName": {}, "f:generation": {},
         "f:managedFields": {}, "f:resourceVersion": {}}}
        """)!);

    internal static FieldSet Owned(FieldSet fields) => fields.Difference(Unowned);

    /// <summary>Entries that own a field which the change gives another value.</summary>
    internal static IEnumerable<(ManagerEntry Entry, FieldSet Fields)> Conflicts(
        ImmutableArray<ManagerEntry> entries, FieldComparison change, ManagerEntry self)
    {
        var touched = change.Modified.Union(change.Added);
        return entries
            .Where(entry => !entry.IsSameManager(self))
            .Select(entry => (entry, entry.Fields.Intersection(touched)))
            .Where(conflict => !conflict.Item2.IsEmpty);
    }

    /// <summary>The entries of all others without what the change took from them.</summary>
    internal static ImmutableArray<ManagerEntry> Yield(
        ImmutableArray<ManagerEntry> entries, FieldComparison change, ManagerEntry? self)
    {
        var lost = change.Modified.Union(change.Added).Union(change.Removed);
        return
        [
            .. entries
                .Select(entry => self is not null && entry.IsSameManager(self)
                    ? entry
                    : entry with { Fields = entry.Fields.Difference(lost) })
                .Where(entry => !entry.Fields.IsEmpty),
        ];
    }

    /// <summary>Ownership after an update: what changed belongs to who changed it.</summary>
    internal static ImmutableArray<ManagerEntry> Update(
        ImmutableArray<ManagerEntry> entries,
        JsonObject before,
        JsonObject after,
        ManagerEntry self,
        StructuralSchema? schema)
    {
        var change = FieldComparison.Between(before, after, schema);
        var others = Yield(entries, change, null);
        var taken = Owned(change.Modified.Union(change.Added));
        if (taken.IsEmpty)
        {
            return others;
        }

        var previous = others.FirstOrDefault(entry => entry.IsSameManager(self));
        var entry = self with { Fields = previous is null ? taken : previous.Fields.Union(taken) };
        return (previous is null ? others : others.Remove(previous)).Add(entry);
    }
}
