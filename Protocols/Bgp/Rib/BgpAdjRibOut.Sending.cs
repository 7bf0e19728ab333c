namespace MetalOrleans.Protocols.Bgp.Rib;

public sealed partial class BgpAdjRibOut
{
    private BgpPathGroup? _ready;
    private BgpPathGroup? _lastReady;

    /// <summary>Whether there is a message to send.</summary>
    public bool IsPending => PendingCount > 0 || IsDue(IPv4) || IsDue(IPv6);

    /// <summary>Writes the next message: marks, then withdrawals, then routes in the order in which their attributes came up.</summary>
    /// <param name="message">Room for the longest message of the session.</param>
    /// <param name="type">An UPDATE, or a ROUTE-REFRESH that marks a bound.</param>
    /// <returns>Octets written; 0 when there is nothing to send.</returns>
    public int WriteNext(Span<byte> message, out BgpMessageType type)
    {
        type = BgpMessageType.Update;
        if (_export is null)
        {
            return 0;
        }

        foreach (var family in _families)
        {
            BeginRefresh(family);
            if (IsMarkDue(family))
            {
                return WriteMark(message, family, out type);
            }
        }

        foreach (var family in _families)
        {
            if (!family.Withdrawals.IsEmpty)
            {
                return WriteWithdrawals(message, family);
            }
        }

        DropIdleGroups();
        return _ready is null ? 0 : WriteRoutes(message, _ready);
    }

    private static bool IsRefreshDue(BgpRibFamily family) =>
        family is { IsRefreshWanted: true, Mark: BgpRibMark.None, OwedCount: 0 };

    private bool IsDue(BgpRibFamily family) => IsMarkDue(family) || IsRefreshDue(family);

    private bool IsMarkDue(BgpRibFamily family) => family.Mark switch
    {
        BgpRibMark.EndOfRib => IsComplete && family.OwedCount == 0,
        BgpRibMark.RefreshBegin => true,
        BgpRibMark.RefreshEnd => family.OwedCount == 0,
        _ => false,
    };

    private int WriteMark(Span<byte> message, BgpRibFamily family, out BgpMessageType type)
    {
        type = family.Mark == BgpRibMark.EndOfRib ? BgpMessageType.Update : BgpMessageType.RouteRefresh;
        var length = family.Mark switch
        {
            BgpRibMark.EndOfRib => BgpUnreachWriter.WriteEndOfRib(message, family.Family),
            BgpRibMark.RefreshBegin => new BgpRouteRefresh(family.Family, BgpRouteRefresh.Begin).Encode(message),
            _ => new BgpRouteRefresh(family.Family, BgpRouteRefresh.End).Encode(message),
        };
        family.Mark = family.Mark == BgpRibMark.RefreshBegin ? BgpRibMark.RefreshEnd : BgpRibMark.None;
        return length;
    }

    private int WriteWithdrawals(Span<byte> message, BgpRibFamily family)
    {
        var writer = new BgpUnreachWriter(
            message, family.IsIPv4, family.IsIPv4 && _export!.IsIPv4Multiprotocol, _export!.Terms);
        for (var index = family.Withdrawals.Head; index != BgpPrefixQueue.None; index = family.Withdrawals.Head)
        {
            if (!writer.TryAdd(_entries[index].Prefix))
            {
                break;
            }

            Unlink(index);
            MarkSent(index, path: null);
            FreeIfUnused(index);
        }

        return writer.Finish();
    }

    private int WriteRoutes(Span<byte> message, BgpPathGroup path)
    {
        // That there is room for a prefix was found out when the group was made.
        BgpReachWriter.TryBegin(message, path.Attributes, path.IsIPv4, _export!.Terms, out var writer);
        var family = path.IsIPv4 ? IPv4 : IPv6;
        for (var index = path.Queue.Head; index != BgpPrefixQueue.None; index = path.Queue.Head)
        {
            if (!writer.TryAdd(_entries[index].Prefix))
            {
                break;
            }

            Unlink(index);
            MarkSent(index, path);
            Settle(index, family);
        }

        return writer.Finish();
    }

    private void MarkSent(int index, BgpPathGroup? path)
    {
        ref var entry = ref _entries[index];
        if (ReferenceEquals(entry.Sent, path))
        {
            return;
        }

        SentCount += (path is null ? 0 : 1) - (entry.Sent is null ? 0 : 1);
        if (path is not null)
        {
            path.References++;
        }

        Release(entry.Sent);
        entry.Sent = path;
    }

    private void Settle(int index, BgpRibFamily family)
    {
        ref var entry = ref _entries[index];
        if (entry.IsOwed)
        {
            entry.IsOwed = false;
            family.OwedCount--;
        }
    }

    /// <summary>Puts an entry where it belongs after something about it has changed.</summary>
    private void Requeue(int index)
    {
        ref var entry = ref _entries[index];
        if (_export is null)
        {
            return;
        }

        var target = entry.Wanted?.TargetOf(entry.Prefix);
        if (target is null)
        {
            Settle(index, FamilyOf(entry.Prefix));
        }

        var queue = target is null
            ? (entry.Sent is null ? null : FamilyOf(entry.Prefix).Withdrawals)
            : (entry.IsOwed || !ReferenceEquals(entry.Sent, target) ? target.Queue : null);
        if (ReferenceEquals(queue, entry.Queue))
        {
            return;
        }

        if (entry.Queue is not null)
        {
            Unlink(index);
        }

        if (queue is not null)
        {
            queue.Append(_entries, index);
            PendingCount++;
            if (target is not null)
            {
                MakeReady(target);
            }
        }
    }

    private void Unlink(int index)
    {
        _entries[index].Queue!.Remove(_entries, index);
        PendingCount--;
    }

    private void MakeReady(BgpPathGroup path)
    {
        if (path.IsReady)
        {
            return;
        }

        path.IsReady = true;
        path.Next = null;
        if (_lastReady is null)
        {
            _ready = path;
        }
        else
        {
            _lastReady.Next = path;
        }

        _lastReady = path;
    }

    // A group whose prefixes were all taken back stays in the list until it comes to be the first.
    private void DropIdleGroups()
    {
        while (_ready is { Queue.IsEmpty: true } first)
        {
            first.IsReady = false;
            _ready = first.Next;
            first.Next = null;
            _lastReady = _ready is null ? null : _lastReady;
        }
    }
}
