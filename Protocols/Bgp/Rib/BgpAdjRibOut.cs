using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp.Rib;

/// <summary>
/// What one peer is to be told and what it was told (<see href="https://www.rfc-editor.org/rfc/rfc4271#section-3.2">RFC 4271
/// §3.2</see>). A change queues its own prefix only, and a change that is taken back before it was sent queues nothing.
/// </summary>
/// <remarks>
/// What is to be told outlives sessions; what was told does not. Owned by one caller. Once as many prefixes and kinds of attributes
/// were there as there will be, nothing is allocated.
/// </remarks>
public sealed partial class BgpAdjRibOut
{
    private const int SizeMin = 16;

    private readonly Dictionary<BgpPrefix, int> _index = [];
    private readonly Dictionary<BgpRouteAttributes, BgpRouteGroup> _routes = [];
    private readonly Dictionary<(BgpPathAttributes Attributes, bool IsIPv4), BgpPathGroup> _paths = [];
    private readonly ImmutableArray<BgpRibFamily> _families = [new(isIPv4: true), new(isIPv4: false)];
    private BgpRibEntry[] _entries = new BgpRibEntry[SizeMin];
    private int _free = BgpPrefixQueue.None;
    private int _used;
    private BgpExport? _export;

    /// <summary>Prefixes that are to be told.</summary>
    public int Count { get; private set; }

    /// <summary>Prefixes that the peer was told, with whatever attributes.</summary>
    public int SentCount { get; private set; }

    /// <summary>Prefixes that the peer must be told or told otherwise, withdrawals included; without a session 0.</summary>
    public int PendingCount { get; private set; }

    /// <summary>
    /// Prefixes that the peer cannot be told: their family was not agreed upon, there is no next hop, or their attributes fill a
    /// message; without a session 0.
    /// </summary>
    public int UnsendableCount => _export is null ? 0 : _routes.Values.Sum(route => route.UntargetedCount);

    /// <summary>
    /// Whether all routes of the start are here. Until then no End-of-RIB is sent, so that a peer keeps what it has from before our
    /// restart (RFC 4724 §4.1).
    /// </summary>
    public bool IsComplete { get; private set; }

    /// <summary>A prefix is to be told, or with other attributes than before.</summary>
    /// <returns>Whether that is new.</returns>
    public bool Set(BgpPrefix prefix, BgpRouteAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var index = IndexOf(prefix);
        ref var entry = ref _entries[index];
        if (entry.Wanted is { } before && before.Attributes.Equals(attributes))
        {
            return false;
        }

        var route = RouteOf(attributes);
        route.Add(prefix.IsIPv4, 1);
        Target(route, prefix.IsIPv4);
        Count += entry.Wanted is null ? 1 : 0;
        var old = entry.Wanted;
        entry.Wanted = route;
        Requeue(index);
        Release(old, prefix.IsIPv4);
        return true;
    }

    /// <summary>A prefix is not to be told any more.</summary>
    /// <returns>Whether it was.</returns>
    public bool Remove(BgpPrefix prefix)
    {
        if (!_index.TryGetValue(prefix, out var index) || _entries[index].Wanted is not { } before)
        {
            return false;
        }

        Count--;
        _entries[index].Wanted = null;
        Requeue(index);
        Release(before, prefix.IsIPv4);
        FreeIfUnused(index);
        return true;
    }

    /// <summary>What is ordered for a prefix; null for nothing.</summary>
    public BgpRouteAttributes? Find(BgpPrefix prefix) =>
        _index.TryGetValue(prefix, out var index) ? _entries[index].Wanted?.Attributes : null;

    /// <summary>What the peer was told, in no order.</summary>
    public IEnumerable<KeyValuePair<BgpPrefix, BgpPathAttributes>> Sent()
    {
        foreach (var (prefix, index) in _index)
        {
            if (_entries[index].Sent is { } path)
            {
                yield return new(prefix, path.Attributes);
            }
        }
    }

    /// <summary>All routes of the start are here.</summary>
    public void Complete() => IsComplete = true;

    private int IndexOf(BgpPrefix prefix)
    {
        if (_index.TryGetValue(prefix, out var index))
        {
            return index;
        }

        if (_free != BgpPrefixQueue.None)
        {
            index = _free;
            _free = _entries[index].Next;
        }
        else
        {
            index = _used++;
            if (index == _entries.Length)
            {
                Array.Resize(ref _entries, 2 * index);
            }
        }

        _entries[index] = new BgpRibEntry { Prefix = prefix, IsUsed = true };
        _index.Add(prefix, index);
        return index;
    }

    private void FreeIfUnused(int index)
    {
        ref var entry = ref _entries[index];
        if (entry.Wanted is null && entry.Sent is null)
        {
            _index.Remove(entry.Prefix);
            entry = new BgpRibEntry { Next = _free };
            _free = index;
        }
    }

    private BgpRouteGroup RouteOf(BgpRouteAttributes attributes)
    {
        if (!_routes.TryGetValue(attributes, out var route))
        {
            route = new BgpRouteGroup(attributes);
            _routes.Add(attributes, route);
        }

        return route;
    }

    private void Release(BgpRouteGroup? route, bool isIPv4)
    {
        if (route is null)
        {
            return;
        }

        route.Add(isIPv4, -1);
        if (!route.IsUsed)
        {
            _routes.Remove(route.Attributes);
            Release(route.IPv4Target);
            Release(route.IPv6Target);
        }
    }
}
