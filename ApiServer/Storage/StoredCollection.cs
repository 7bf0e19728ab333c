using System.Collections.Immutable;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>The objects of one resource with their recent changes and watchers. Every member is used under the store's lock.</summary>
internal sealed class StoredCollection(int historyLimit, long startRevision)
{
    private readonly Queue<StoreEvent> _history = new();
    private readonly List<StoreWatcher> _watchers = [];

    public ImmutableSortedDictionary<ObjectKey, StoredObject> Objects { get; private set; } =
        ImmutableSortedDictionary<ObjectKey, StoredObject>.Empty;

    /// <summary>A watch can resume from this revision or a later one; changes up to it are forgotten.</summary>
    public long Floor { get; private set; } = startRevision;

    public void Load(IEnumerable<StoredObject> objects) =>
        Objects = Objects.SetItems(objects.Select(item => KeyValuePair.Create(item.Key, item)));

    public void Record(StoreEvent change)
    {
        Objects = change.Type == StoreEventType.Deleted
            ? Objects.Remove(change.Object.Key)
            : Objects.SetItem(change.Object.Key, change.Object);
        _history.Enqueue(change);
        while (_history.Count > historyLimit)
        {
            Floor = _history.Dequeue().Object.Revision;
        }

        for (var i = _watchers.Count - 1; i >= 0; i--)
        {
            if (!_watchers[i].Offer(change))
            {
                _watchers.RemoveAt(i);
            }
        }
    }

    public IReadOnlyList<StoreEvent> Since(long revision) =>
        [.. _history.Where(change => change.Object.Revision > revision)];

    public void Forget(long upTo)
    {
        while (_history.TryPeek(out var oldest) && oldest.Object.Revision <= upTo)
        {
            _history.Dequeue();
        }

        Floor = Math.Max(Floor, upTo);
    }

    public void Add(StoreWatcher watcher) => _watchers.Add(watcher);

    public void Remove(StoreWatcher watcher) => _watchers.Remove(watcher);

    public void EndWatches()
    {
        foreach (var watcher in _watchers)
        {
            watcher.End();
        }

        _watchers.Clear();
    }
}
