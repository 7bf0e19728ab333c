using System.Diagnostics.CodeAnalysis;

namespace MetalOrleans.Kubernetes.Events;

/// <summary>A dictionary that forgets what was used longest ago when it is full. Owned by one loop.</summary>
/// <typeparam name="TKey">What is looked up.</typeparam>
/// <typeparam name="TValue">What is remembered of it.</typeparam>
public sealed class BoundedMemory<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _byKey = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();

    /// <summary>How much is remembered.</summary>
    public int Count => _byKey.Count;

    /// <summary>Looks up, which counts as use.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_byKey.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }

        _byUse.Remove(node);
        _byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>Remembers, and forgets what was used longest ago when there is no room.</summary>
    public void Set(TKey key, TValue value)
    {
        Remove(key);
        if (_byKey.Count == capacity && _byUse.Last is { } oldest)
        {
            Remove(oldest.Value.Key);
        }

        _byKey[key] = _byUse.AddFirst((key, value));
    }

    /// <summary>Forgets.</summary>
    public void Remove(TKey key)
    {
        if (_byKey.Remove(key, out var node))
        {
            _byUse.Remove(node);
        }
    }
}
