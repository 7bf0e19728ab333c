using System.Collections.Immutable;
using System.Net;
using MetalOrleans.Agent.Contracts;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>What the agent shall announce, kept from a snapshot and the differences after it. Pure; owned by one caller.</summary>
/// <remarks>
/// Invariant 3: an order older than the one held for its address is ignored and named as stale. The epoch of a withdrawn
/// address is remembered too, so that a silo that lost its lease cannot bring the address back.
/// </remarks>
internal sealed class DesiredState
{
    // Enough for every address of a /20 to come and go; beyond it the oldest are forgotten, which only weakens the guard.
    private const int WithdrawnCountMax = 4096;

    private readonly Dictionary<IPAddress, Order> _orders = [];
    private readonly Dictionary<IPAddress, ulong> _withdrawn = [];
    private readonly Queue<IPAddress> _withdrawnOrder = new();

    /// <summary>Every order in force, by address.</summary>
    public IReadOnlyDictionary<IPAddress, Order> Orders => _orders;

    /// <summary>Takes in everything that shall be announced; what is held and not listed is withdrawn.</summary>
    public DesiredChange Apply(Snapshot snapshot)
    {
        var change = new DesiredChangeBuilder();
        var unlisted = new HashSet<IPAddress>(_orders.Keys);
        foreach (var announcement in snapshot.Announcements)
        {
            if (change.Read(announcement.Address) is { } address)
            {
                unlisted.Remove(address);
                Announce(address, announcement, change);
            }
        }

        foreach (var address in unlisted)
        {
            Remove(address, _orders[address].Epoch);
            change.Withdrawn.Add(address);
        }

        return change.Build();
    }

    /// <summary>Takes in what changed.</summary>
    public DesiredChange Apply(Difference difference)
    {
        var change = new DesiredChangeBuilder();
        foreach (var withdrawal in difference.Withdrawn)
        {
            if (change.Read(withdrawal.Address) is { } address)
            {
                Withdraw(address, withdrawal.Epoch, change);
            }
        }

        foreach (var announcement in difference.Announced)
        {
            if (change.Read(announcement.Address) is { } address)
            {
                Announce(address, announcement, change);
            }
        }

        return change.Build();
    }

    private void Announce(IPAddress address, Announcement announcement, DesiredChangeBuilder change)
    {
        var held = _orders.GetValueOrDefault(address);
        var newest = held?.Epoch ?? _withdrawn.GetValueOrDefault(address);
        if (announcement.Epoch < newest)
        {
            change.Stale.Add(announcement.Address);
            return;
        }

        var order = new Order(announcement.Epoch, [.. announcement.Interfaces.Order(StringComparer.Ordinal)]);
        if (order.Equals(held))
        {
            return;
        }

        _orders[address] = order;
        change.Announced.Add(new AnnouncedOrder(address, order, held) { IsNew = announcement.IsNew });
    }

    private void Withdraw(IPAddress address, ulong epoch, DesiredChangeBuilder change)
    {
        var held = _orders.GetValueOrDefault(address);
        if (held is not null && epoch < held.Epoch)
        {
            change.Stale.Add(Google.Protobuf.ByteString.CopyFrom(address.GetAddressBytes()));
            return;
        }

        Remove(address, epoch);
        if (held is not null)
        {
            change.Withdrawn.Add(address);
        }
    }

    private void Remove(IPAddress address, ulong epoch)
    {
        _orders.Remove(address);
        if (_withdrawn.TryAdd(address, epoch))
        {
            _withdrawnOrder.Enqueue(address);
        }
        else
        {
            _withdrawn[address] = Math.Max(_withdrawn[address], epoch);
        }

        while (_withdrawnOrder.Count > WithdrawnCountMax)
        {
            _withdrawn.Remove(_withdrawnOrder.Dequeue());
        }
    }
}
