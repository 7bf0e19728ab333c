using System.Collections.Immutable;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>All objects of one collection as they stood at one revision of the store.</summary>
internal sealed record Snapshot(ImmutableSortedDictionary<ObjectKey, StoredObject> Objects, long Revision);
