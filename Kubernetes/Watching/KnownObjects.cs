using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Watching;

/// <summary>What the consumer was told so far, and so which events are news. Pure, owned by one list-watch.</summary>
/// <remarks>
/// Versions are opaque and only compared for equality. An event with the version last told is a duplicate and dropped. A
/// stale replay, an older version that comes after a newer one, cannot be recognised and is told like any other: the
/// watch that replays it goes on to the newest state, and a write based on the stale one is refused with Conflict.
/// Identities are compared too: a deletion of an earlier object of the same name is dropped, and an object that took the
/// place of another yields the deletion that was missed.
/// </remarks>
internal sealed class KnownObjects<T>
    where T : class, IKubernetesResource<T>
{
    private Dictionary<ObjectKey, T> _objects = [];

    public int Count => _objects.Count;

    public Synced<T> Replace(ResourceList<T> list)
    {
        var objects = new Dictionary<ObjectKey, T>(list.Items.Length);
        foreach (var item in list.Items)
        {
            objects[ObjectKey.Of(item)] = item;
        }

        // Sorted from the dictionary: pages of a list that changed meanwhile may repeat an object.
        var sorted = objects.OrderBy(entry => entry.Key).Select(entry => entry.Value).ToImmutableArray();
        foreach (var unreadable in list.Unreadable)
        {
            if (_objects.TryGetValue(unreadable.Key, out var before))
            {
                objects.TryAdd(unreadable.Key, before);
            }
        }

        _objects = objects;
        return new Synced<T> { Items = sorted, Unreadable = list.Unreadable };
    }

    /// <summary>The events to tell for one line, at most two; none for a duplicate.</summary>
    public (ListWatchEvent<T>? First, ListWatchEvent<T>? Second) Observe(in WatchEvent<T> line)
    {
        if (line.Unreadable is { } unreadable)
        {
            return line.Type == WatchEventType.Deleted && _objects.Remove(unreadable.Key, out var last)
                ? (new Deleted<T>(last), null)
                : (null, null);
        }

        var value = line.Object!;
        var key = ObjectKey.Of(value);
        var isKnown = _objects.TryGetValue(key, out var before);
        if (line.Type == WatchEventType.Deleted)
        {
            if (!isKnown || !IsSameIdentity(before!, value))
            {
                return (null, null);
            }

            _objects.Remove(key);
            return (new Deleted<T>(value), null);
        }

        if (isKnown && IsSameIdentity(before!, value) && IsSameVersion(before!, value))
        {
            return (null, null);
        }

        _objects[key] = value;
        return isKnown && !IsSameIdentity(before!, value)
            ? (new Deleted<T>(before!), new Applied<T>(value))
            : (new Applied<T>(value), null);
    }

    private static bool IsSameIdentity(T left, T right) =>
        string.Equals(left.Metadata.Uid, right.Metadata.Uid, StringComparison.Ordinal);

    private static bool IsSameVersion(T left, T right) =>
        !string.IsNullOrEmpty(left.Metadata.ResourceVersion)
        && string.Equals(left.Metadata.ResourceVersion, right.Metadata.ResourceVersion, StringComparison.Ordinal);
}
