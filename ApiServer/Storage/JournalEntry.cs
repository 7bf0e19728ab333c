using MetalOrleans.ApiServer.Resources;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>A change to put on disk (no version: a deletion), or somebody who waits for all before it.</summary>
internal readonly record struct JournalEntry(StorageKey? Collection, ObjectKey Key, StoredObject? Version, TaskCompletionSource? Done);
