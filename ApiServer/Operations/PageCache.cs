using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Storage;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>The snapshots that unfinished lists read from; the oldest is dropped when there are too many or it is too old.</summary>
internal sealed class PageCache(TimeProvider time)
{
    // etcd keeps five minutes of revisions in a Kubernetes cluster, so clients finish their lists within that.
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(5);

    // Snapshots share all but their changed nodes; 64 lists under way at once are more than a cluster shows.
    private const int Limit = 64;

    private readonly Lock _lock = new();
    private readonly LinkedList<(StorageKey Collection, Snapshot Snapshot, long Since)> _held = new();

    public void Keep(StorageKey collection, Snapshot snapshot)
    {
        lock (_lock)
        {
            Trim();
            if (_held.All(item => item.Collection != collection || item.Snapshot.Revision != snapshot.Revision))
            {
                _held.AddLast((collection, snapshot, time.GetTimestamp()));
            }
        }
    }

    public Snapshot? Find(StorageKey collection, long revision)
    {
        lock (_lock)
        {
            Trim();
            return _held.FirstOrDefault(item => item.Collection == collection && item.Snapshot.Revision == revision).Snapshot;
        }
    }

    /// <summary>Forgets all: continue tokens answer 410.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _held.Clear();
        }
    }

    private void Trim()
    {
        while (_held.First is { } oldest && (_held.Count > Limit || time.GetElapsedTime(oldest.Value.Since) > KeepFor))
        {
            _held.RemoveFirst();
        }
    }
}
