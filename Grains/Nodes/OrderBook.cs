using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Grains.Interfaces;
using MetalOrleans.Grains.Interfaces.Nodes;

namespace MetalOrleans.Grains.Nodes;

/// <summary>A node's orders, and the withdrawals that its agent has not acknowledged. Part of a <see cref="DesiredBook"/>.</summary>
internal sealed class OrderBook(ChangeLog log)
{
    private readonly SortedDictionary<Address, AddressOrder> _orders = [];
    private readonly Dictionary<Address, (Epoch Epoch, ulong Version)> _withdrawn = [];

    /// <summary>The withdrawals by version, those that were overtaken included.</summary>
    private readonly Queue<(ulong Version, Address Address)> _withdrawals = [];

    /// <summary>All orders, by address.</summary>
    public ImmutableArray<AddressOrder> All => [.. _orders.Values];

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
        log.Record(ChangedItem.Of(order.Address));
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
        log.Record(ChangedItem.Of(withdrawal.Address));
        _withdrawn[withdrawal.Address] = (withdrawal.Epoch, log.Version);
        _withdrawals.Enqueue((log.Version, withdrawal.Address));
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
        log.Record(ChangedItem.Of(address));
        return true;
    }

    /// <summary>The order for an address; null when there is none.</summary>
    public AddressOrder? Find(Address address) => _orders.GetValueOrDefault(address);

    /// <summary>The withdrawal of an address that has no order.</summary>
    public AddressWithdrawal WithdrawalOf(Address address) => new(address, _withdrawn[address].Epoch);

    /// <summary>The agent runs this version: withdrawals that led to it need not be kept.</summary>
    public void Forget(ulong version)
    {
        while (_withdrawals.TryPeek(out var oldest) && oldest.Version <= version)
        {
            _withdrawals.Dequeue();
            if (_withdrawn.TryGetValue(oldest.Address, out var withdrawal) && withdrawal.Version == oldest.Version)
            {
                _withdrawn.Remove(oldest.Address);
            }
        }
    }

    private static bool Same(AddressOrder a, AddressOrder b) =>
        a.Epoch == b.Epoch && a.Interfaces.AsSpan().SequenceEqual(b.Interfaces.AsSpan());

    private bool IsOlder(Address address, Epoch epoch) =>
        (_orders.TryGetValue(address, out var held) && epoch.CompareTo(held.Epoch) < 0)
        || (_withdrawn.TryGetValue(address, out var withdrawal) && epoch.CompareTo(withdrawal.Epoch) < 0);
}
