namespace MetalOrleans.Protocols.Bgp.Rib;

public sealed partial class BgpAdjRibOut
{
    private BgpRibFamily IPv4 => _families[0];

    private BgpRibFamily IPv6 => _families[1];

    /// <summary>A session is established whose peer knows nothing yet: everything is to be told, and the end of it marked.</summary>
    public void Begin(BgpExport export)
    {
        ArgumentNullException.ThrowIfNull(export);
        End();
        _export = export;
        foreach (var route in _routes.Values)
        {
            Target(route, isIPv4: true);
            Target(route, isIPv4: false);
        }

        foreach (var family in _families.Where(family => export.Carries(family.Family)))
        {
            family.Mark = BgpRibMark.EndOfRib;
        }

        for (var index = 0; index < _used; index++)
        {
            Owe(index);
        }
    }

    /// <summary>The session has ended: nobody knows what the peer knows.</summary>
    public void End()
    {
        if (_export is null)
        {
            return;
        }

        _export = null;
        _paths.Clear();
        _ready = _lastReady = null;
        SentCount = PendingCount = 0;
        foreach (var family in _families)
        {
            family.Reset();
        }

        foreach (var route in _routes.Values)
        {
            route.IPv4Target = route.IPv6Target = null;
        }

        for (var index = 0; index < _used; index++)
        {
            Forget(index);
        }
    }

    // What only a withdrawal was left of is free then.
    private void Forget(int index)
    {
        ref var entry = ref _entries[index];
        if (entry.IsUsed)
        {
            entry.Sent = null;
            entry.Queue = null;
            entry.IsOwed = false;
            FreeIfUnused(index);
        }
    }

    /// <summary>The peer asks for all routes of a family (RFC 2918 §4). While they are on their way already, once more after that.</summary>
    /// <returns>Whether the family is one of the session's.</returns>
    public bool Refresh(BgpFamily family)
    {
        var state = family == BgpFamily.IPv4Unicast ? IPv4 : IPv6;
        if (_export is null || family.PrefixLengthMax == 0 || !_export.Carries(family))
        {
            return false;
        }

        state.IsRefreshWanted = true;
        return true;
    }

    // RFC 7313 §4: the begin of a repetition may not stand before the End-of-RIB.
    private void BeginRefresh(BgpRibFamily family)
    {
        if (!IsRefreshDue(family))
        {
            return;
        }

        family.IsRefreshWanted = false;
        family.Mark = _export!.MarksRefreshes ? BgpRibMark.RefreshBegin : BgpRibMark.None;
        for (var index = 0; index < _used; index++)
        {
            if (_entries[index].Prefix.IsIPv4 == family.IsIPv4)
            {
                Owe(index);
            }
        }
    }

    private void Owe(int index)
    {
        ref var entry = ref _entries[index];
        if (entry.Wanted?.TargetOf(entry.Prefix) is not null && !entry.IsOwed)
        {
            entry.IsOwed = true;
            FamilyOf(entry.Prefix).OwedCount++;
            Requeue(index);
        }
    }

    private BgpRibFamily FamilyOf(BgpPrefix prefix) => prefix.IsIPv4 ? IPv4 : IPv6;

    // Each kind of route holds on to what the peer is told of it, for each family that it has prefixes of.
    private void Target(BgpRouteGroup route, bool isIPv4)
    {
        var (count, target) = isIPv4 ? (route.IPv4Count, route.IPv4Target) : (route.IPv6Count, route.IPv6Target);
        if (_export is null || count == 0 || target is not null
            || _export.AttributesOf(route.Attributes, isIPv4) is not { } attributes)
        {
            return;
        }

        if (!_paths.TryGetValue((attributes, isIPv4), out var path))
        {
            path = new BgpPathGroup(attributes, isIPv4);
            _paths.Add((attributes, isIPv4), path);
        }

        path.References++;
        if (isIPv4)
        {
            route.IPv4Target = path;
        }
        else
        {
            route.IPv6Target = path;
        }
    }

    private void Release(BgpPathGroup? path)
    {
        if (path is not null && --path.References == 0)
        {
            _paths.Remove((path.Attributes, path.IsIPv4));
        }
    }
}
