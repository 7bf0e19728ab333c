namespace MetalOrleans.ApiServer.Storage;

/// <summary>A watch that has begun: what it starts from, what it missed, and the reader of what comes.</summary>
internal sealed record WatchStart(StoreWatcher Watcher, Snapshot Snapshot, IReadOnlyList<StoreEvent> Backlog, long TooOldFloor)
{
    /// <summary>Whether the asked revision has left the history window (410 Expired).</summary>
    public bool IsTooOld => TooOldFloor >= 0;
}
