using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Grains.Interfaces;
using MetalOrleans.Grains.Interfaces.Nodes;

namespace MetalOrleans.Grains.Nodes;

/// <summary>
/// A node's orders with a version that grows by one with each change, and the log of changes that its agent has not
/// acknowledged. Owned by one <see cref="NodeGrain"/>.
/// </summary>
internal sealed class OrderBook
{
    private readonly SortedDictionary<Address, AddressOrder> _orders = [];
    private readonly Dictionary<Address, (Epoch Epoch, ulong Version)> _withdrawn = [];

    /// <summary>The address of each change after version <see cref="_forgotten"/>: versions are consecutive.</summary>
    private readonly List<Address> _log = [];

    private ulong _forgotten;

    /// <summary>The version after the latest change; 0 before the first.</summary>
    public ulong Version { get; private set; }

    /// <summary>All orders, by address.</summary>
    public ImmutableArray<AddressOrder> Orders => [.. _orders.Values];

    /// <summary>Takes an order unless a newer decision about the address, or the same, is known.</summary>
    /// <returns>Whether the book changed.</returns>
    public bool Announce(AddressOrder order)
    {
        if (IsOlder(order.Address, order.Epoch) || (_orders.TryGetValue(order.Address, out var held) && Same(held, order)))
        {
            return false;
        }

        _orders[order.Address] = order;
        _withdrawn.Remove(order.Address);
        Record(order.Address);
        return true;
    }

    /// <summary>Drops an order unless it is newer than the withdrawal.</summary>
    /// <returns>Whether the book changed.</returns>
    public bool Withdraw(AddressWithdrawal withdrawal)
    {
        if (!_orders.TryGetValue(withdrawal.Address, out var held) || withdrawal.Epoch.CompareTo(held.Epoch) < 0)
        {
            return false;
        }

        _orders.Remove(withdrawal.Address);
        Record(withdrawal.Address);
        _withdrawn[withdrawal.Address] = (withdrawal.Epoch, Version);
        return true;
    }

    /// <summary>
    /// Takes over what an agent announces of its own accord: only while nobody else could know better, and never against a
    /// withdrawal that the agent has missed.
    /// </summary>
    /// <returns>Whether the address grain has to hear of it: its epochs must count on from the agent's.</returns>
    public bool Adopt(Address address, Epoch epoch, ImmutableArray<string> interfaces, bool isUnknownKept)
    {
        if (_orders.TryGetValue(address, out var held))
        {
            return held.Epoch.CompareTo(epoch) < 0;
        }

        if (!isUnknownKept || _withdrawn.ContainsKey(address))
        {
            return false;
        }

        _orders[address] = new AddressOrder(address, epoch, interfaces);
        Record(address);
        return true;
    }

    /// <summary>What an agent that has a version still lacks.</summary>
    public DesiredStateChange ChangesSince(ulong version)
    {
        var changed = new SortedSet<Address>();
        for (var known = Math.Max(version, _forgotten); known < Version; known++)
        {
            changed.Add(_log[(int)(known - _forgotten)]);
        }

        var announced = ImmutableArray.CreateBuilder<AddressOrder>();
        var withdrawn = ImmutableArray.CreateBuilder<AddressWithdrawal>();
        foreach (var address in changed)
        {
            if (_orders.TryGetValue(address, out var order))
            {
                announced.Add(order);
            }
            else
            {
                withdrawn.Add(new AddressWithdrawal(address, _withdrawn[address].Epoch));
            }
        }

        return new DesiredStateChange(version, Version, announced.ToImmutable(), withdrawn.ToImmutable(), IsSuperseded: false);
    }

    /// <summary>The agent runs this version: what led to it need not be kept.</summary>
    public void Forget(ulong version)
    {
        if (version <= _forgotten)
        {
            return;
        }

        // What an agent acknowledges may be more than was ever ordered: its word is not trusted.
        var count = (int)(Math.Min(version, Version) - _forgotten);
        foreach (var address in _log.Take(count))
        {
            if (_withdrawn.TryGetValue(address, out var withdrawal) && withdrawal.Version <= version)
            {
                _withdrawn.Remove(address);
            }
        }

        _log.RemoveRange(0, count);
        _forgotten += (ulong)count;
    }

    private static bool Same(AddressOrder a, AddressOrder b) =>
        a.Epoch == b.Epoch && a.Interfaces.AsSpan().SequenceEqual(b.Interfaces.AsSpan());

    private bool IsOlder(Address address, Epoch epoch) =>
        (_orders.TryGetValue(address, out var held) && epoch.CompareTo(held.Epoch) < 0)
        || (_withdrawn.TryGetValue(address, out var withdrawal) && epoch.CompareTo(withdrawal.Epoch) < 0);

    private void Record(Address address)
    {
        Version++;
        _log.Add(address);
    }
}
