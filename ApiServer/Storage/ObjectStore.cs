using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Resources;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>
/// All objects, under one revision that every write raises. Writers take one lock for a few microseconds; readers take
/// an immutable snapshot. Watchers are handed each change inside the lock, so they see the order of revisions.
/// </summary>
internal sealed class ObjectStore(ApiServerOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StorageKey, StoredCollection> _collections = [];
    private readonly OwnerIndex _owners = new();
    private readonly List<Action<StorageKey, StoreEvent>> _followers = [];
    private IStoreJournal? _journal;
    private long _revision = 1;

    public long Revision
    {
        get
        {
            lock (_lock)
            {
                return _revision;
            }
        }
    }

    /// <summary>Tells of each change inside the lock, for the few parts that keep an index; they must not block or write.</summary>
    public void Follow(Action<StorageKey, StoreEvent> follower)
    {
        lock (_lock)
        {
            _followers.Add(follower);
        }
    }

    public void Restore(IEnumerable<(StorageKey Collection, StoredObject Object)> objects, long revision, IStoreJournal journal)
    {
        lock (_lock)
        {
            _revision = Math.Max(_revision, revision);
            foreach (var group in objects.GroupBy(item => item.Collection))
            {
                Collection(group.Key).Load(group.Select(item => item.Object));
                foreach (var (_, version) in group)
                {
                    _owners.Change(group.Key, null, version);
                    Tell(group.Key, new StoreEvent(StoreEventType.Added, version, null));
                }
            }

            _journal = journal;
        }
    }

    public StoredObject? Find(StorageKey collection, string @namespace, string name)
    {
        lock (_lock)
        {
            return Collection(collection).Objects.GetValueOrDefault(new ObjectKey(@namespace, name));
        }
    }

    public Snapshot Snapshot(StorageKey collection)
    {
        lock (_lock)
        {
            return new Snapshot(Collection(collection).Objects, _revision);
        }
    }

    /// <summary>Writes an object that must be absent (<paramref name="expected"/> null) or be the very version expected.</summary>
    public Commit Write(StorageKey collection, JsonObject document, StoredObject? expected)
    {
        lock (_lock)
        {
            var held = Collection(collection);
            var current = held.Objects.GetValueOrDefault(new ObjectKey(document.Namespace(), document.Name()));
            if (Refuse(current, expected) is { } refused)
            {
                return refused;
            }

            var written = StoredObject.From(document, Next());
            _journal?.Written(collection, written);
            Record(collection, held, new StoreEvent(current is null ? StoreEventType.Added : StoreEventType.Modified, written, current));
            return new Commit(CommitOutcome.Written, written);
        }
    }

    /// <summary>Removes the very version expected; the answer carries it at the revision of its removal.</summary>
    public Commit Delete(StorageKey collection, StoredObject expected)
    {
        lock (_lock)
        {
            var held = Collection(collection);
            var current = held.Objects.GetValueOrDefault(expected.Key);
            if (current is null)
            {
                return new Commit(CommitOutcome.Missing, null);
            }

            if (Refuse(current, expected) is { } refused)
            {
                return refused;
            }

            var last = StoredObject.From(current.ToDocument(), Next());
            _journal?.Deleted(collection, expected.Key);
            Record(collection, held, new StoreEvent(StoreEventType.Deleted, last, current));
            return new Commit(CommitOutcome.Written, last);
        }
    }

    /// <summary>Begins a watch after <paramref name="since"/>, or from the present state when it is null.</summary>
    public WatchStart Watch(StorageKey collection, long? since)
    {
        lock (_lock)
        {
            var held = Collection(collection);
            var watcher = new StoreWatcher(options.WatchBuffer);
            var snapshot = new Snapshot(held.Objects, _revision);
            if (since is { } revision && revision < held.Floor)
            {
                return new WatchStart(watcher, snapshot, [], held.Floor);
            }

            held.Add(watcher);
            return new WatchStart(watcher, snapshot, since is { } from ? held.Since(from) : [], -1);
        }
    }

    /// <summary>The changes that are still remembered.</summary>
    public IReadOnlyList<StoreEvent> History(StorageKey collection)
    {
        lock (_lock)
        {
            return Collection(collection).Since(0);
        }
    }

    public void EndWatch(StorageKey collection, StoreWatcher watcher)
    {
        lock (_lock)
        {
            Collection(collection).Remove(watcher);
        }
    }

    public void EndWatches(StorageKey? collection)
    {
        lock (_lock)
        {
            foreach (var (_, held) in _collections.Where(pair => collection is null || pair.Key == collection))
            {
                held.EndWatches();
            }
        }
    }

    /// <summary>Drops the history, so that every older watch must list again.</summary>
    public void ForgetHistory()
    {
        lock (_lock)
        {
            foreach (var held in _collections.Values)
            {
                held.Forget(_revision);
            }
        }
    }

    public IReadOnlyList<StorageKey> Collections()
    {
        lock (_lock)
        {
            return [.. _collections.Keys];
        }
    }

    public bool Knows(string uid)
    {
        lock (_lock)
        {
            return _owners.Knows(uid);
        }
    }

    public IReadOnlyList<(StorageKey Collection, ObjectKey Key)> DependentsOf(string uid)
    {
        lock (_lock)
        {
            return _owners.DependentsOf(uid);
        }
    }

    public ValueTask SettleAsync() => _journal?.SettleAsync() ?? ValueTask.CompletedTask;

    private static Commit? Refuse(StoredObject? current, StoredObject? expected)
    {
        if (expected is null)
        {
            return current is null ? null : new Commit(CommitOutcome.Exists, current);
        }

        if (current is null)
        {
            return new Commit(CommitOutcome.Missing, null);
        }

        return ReferenceEquals(current, expected) ? null : new Commit(CommitOutcome.Modified, current);
    }

    private void Record(StorageKey collection, StoredCollection held, StoreEvent change)
    {
        _owners.Change(collection, change.Previous, change.Type == StoreEventType.Deleted ? null : change.Object);
        held.Record(change);
        Tell(collection, change);
    }

    private void Tell(StorageKey collection, StoreEvent change)
    {
        foreach (var follower in _followers)
        {
            follower(collection, change);
        }
    }

    private long Next()
    {
        _revision++;
        _journal?.Reserve(_revision);
        return _revision;
    }

    private StoredCollection Collection(StorageKey key)
    {
        if (!_collections.TryGetValue(key, out var held))
        {
            _collections[key] = held = new StoredCollection(options.WatchHistory, _revision);
        }

        return held;
    }
}
