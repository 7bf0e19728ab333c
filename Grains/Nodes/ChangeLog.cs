namespace MetalOrleans.Grains.Nodes;

/// <summary>
/// A version that grows by one with each change of a node's desired state, and what each one changed, as far as the agent has
/// not acknowledged it.
/// </summary>
internal sealed class ChangeLog
{
    /// <summary>The subject of each change after version <see cref="_forgotten"/>: versions are consecutive.</summary>
    private readonly List<ChangedItem> _items = [];

    private ulong _forgotten;

    /// <summary>The version after the latest change; 0 before the first.</summary>
    public ulong Version { get; private set; }

    /// <summary>Notes a change.</summary>
    public void Record(ChangedItem item)
    {
        Version++;
        _items.Add(item);
    }

    /// <summary>What changed after a version, each once.</summary>
    /// <param name="version">The version.</param>
    /// <param name="max">At most so many changes are looked at.</param>
    /// <returns>The subjects, and the version that they lead to.</returns>
    public (IReadOnlyCollection<ChangedItem> Items, ulong ToVersion) Since(ulong version, int max)
    {
        var first = (int)(Math.Max(version, _forgotten) - _forgotten);
        var count = Math.Min(max, _items.Count - first);
        return count <= 0
            ? ([], Version)
            : (new HashSet<ChangedItem>(_items.GetRange(first, count)), _forgotten + (ulong)(first + count));
    }

    /// <summary>The agent has this version: what led to it need not be kept. It may claim a later one than there is.</summary>
    public void Forget(ulong version)
    {
        if (version > _forgotten)
        {
            var count = (int)(Math.Min(version, Version) - _forgotten);
            _items.RemoveRange(0, count);
            _forgotten += (ulong)count;
        }
    }
}
