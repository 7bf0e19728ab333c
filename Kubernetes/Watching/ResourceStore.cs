using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Watching;

/// <summary>The objects of a kind as of the last event: an immutable snapshot for readers, the differences for the writer.</summary>
/// <remarks>Read from any thread; written by one list-watch.</remarks>
/// <typeparam name="T">The kind.</typeparam>
public sealed class ResourceStore<T>
    where T : class, IKubernetesResource<T>
{
    private volatile ImmutableDictionary<ObjectKey, T> _objects = ImmutableDictionary<ObjectKey, T>.Empty;
    private volatile bool _hasSynced;

    /// <summary>The objects by key.</summary>
    public ImmutableDictionary<ObjectKey, T> Objects => _objects;

    /// <summary>Whether the objects are complete: a full list was applied.</summary>
    public bool HasSynced => _hasSynced;

    /// <summary>One object, or null.</summary>
    public T? Find(ObjectKey key) => _objects.GetValueOrDefault(key);

    /// <summary>Takes an event over and yields what it changed, sorted by key; nothing if it was no news.</summary>
    public ImmutableArray<ResourceChange<T>> Apply(ListWatchEvent<T> listWatchEvent)
    {
        switch (listWatchEvent)
        {
            case Synced<T> synced:
                var changes = Replace(synced);
                _hasSynced = true;
                return changes;

            case Applied<T> applied:
                return Set(applied.Object);

            case Deleted<T> deleted:
                return Remove(ObjectKey.Of(deleted.Object), deleted.Object);

            default:
                throw new ArgumentException("The event is of an unknown kind.", nameof(listWatchEvent));
        }
    }

    private ImmutableArray<ResourceChange<T>> Replace(Synced<T> synced)
    {
        var before = _objects;
        var after = ImmutableDictionary.CreateBuilder<ObjectKey, T>();
        var changes = new List<ResourceChange<T>>();
        foreach (var item in synced.Items)
        {
            var key = ObjectKey.Of(item);
            after[key] = item;
            Compare(key, before.GetValueOrDefault(key), item, changes);
        }

        foreach (var unreadable in synced.Unreadable)
        {
            if (before.TryGetValue(unreadable.Key, out var kept))
            {
                after.TryAdd(unreadable.Key, kept);
            }
        }

        foreach (var (key, gone) in before)
        {
            if (!after.ContainsKey(key))
            {
                changes.Add(new ResourceChange<T>(key, gone, After: null));
            }
        }

        _objects = after.ToImmutable();
        return [.. changes.OrderBy(change => change.Key)];
    }

    private ImmutableArray<ResourceChange<T>> Set(T value)
    {
        var key = ObjectKey.Of(value);
        var changes = new List<ResourceChange<T>>(1);
        Compare(key, _objects.GetValueOrDefault(key), value, changes);
        _objects = _objects.SetItem(key, value);
        return [.. changes];
    }

    private ImmutableArray<ResourceChange<T>> Remove(ObjectKey key, T last)
    {
        if (!_objects.ContainsKey(key))
        {
            return [];
        }

        _objects = _objects.Remove(key);
        return [new ResourceChange<T>(key, last, After: null)];
    }

    private static void Compare(ObjectKey key, T? before, T after, List<ResourceChange<T>> changes)
    {
        if (before is null)
        {
            changes.Add(new ResourceChange<T>(key, Before: null, after));
        }
        else if (!string.Equals(before.Metadata.Uid, after.Metadata.Uid, StringComparison.Ordinal))
        {
            changes.Add(new ResourceChange<T>(key, before, After: null));
            changes.Add(new ResourceChange<T>(key, Before: null, after));
        }
        else if (!string.Equals(before.Metadata.ResourceVersion, after.Metadata.ResourceVersion, StringComparison.Ordinal))
        {
            changes.Add(new ResourceChange<T>(key, before, after));
        }
    }
}
