using MetalOrleans.ApiServer.Resources;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>Hears of every committed change in order, under the store's lock, and therefore only takes note of it.</summary>
internal interface IStoreJournal
{
    void Written(StorageKey collection, StoredObject version);

    void Deleted(StorageKey collection, ObjectKey key);

    /// <summary>Makes sure that revisions up to <paramref name="revision"/> are never given out again after a restart.</summary>
    void Reserve(long revision);

    /// <summary>Completes when everything noted before the call is on disk, if the journal promises that before the answer.</summary>
    ValueTask SettleAsync();
}
