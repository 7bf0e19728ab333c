using MetalOrleans.ApiServer.Resources;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>Which objects there are by uid, and which objects each of them owns. Guarded by the store's lock.</summary>
internal sealed class OwnerIndex
{
    private readonly Dictionary<string, HashSet<(StorageKey Collection, ObjectKey Key)>> _dependents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);

    /// <summary>Whether an object with this uid is there.</summary>
    public bool Knows(string uid) => _uids.Contains(uid);

    /// <summary>The objects that name this uid as an owner.</summary>
    public IReadOnlyList<(StorageKey Collection, ObjectKey Key)> DependentsOf(string uid) =>
        _dependents.TryGetValue(uid, out var found) ? [.. found] : [];

    /// <summary>An object became another version of itself, came or went.</summary>
    public void Change(StorageKey collection, StoredObject? before, StoredObject? after)
    {
        foreach (var owner in before?.Owners ?? [])
        {
            if (_dependents.TryGetValue(owner, out var held) && held.Remove((collection, before!.Key)) && held.Count == 0)
            {
                _dependents.Remove(owner);
            }
        }

        foreach (var owner in after?.Owners ?? [])
        {
            if (!_dependents.TryGetValue(owner, out var held))
            {
                _dependents[owner] = held = [];
            }

            held.Add((collection, after!.Key));
        }

        if (before is not null)
        {
            _uids.Remove(before.Uid);
        }

        if (after is not null)
        {
            _uids.Add(after.Uid);
        }
    }
}
