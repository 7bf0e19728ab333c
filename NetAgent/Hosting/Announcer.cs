using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Arp;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>Brings together what shall be announced and the interfaces to announce it on.</summary>
/// <remarks>
/// Owned by the agent's loop. An address is first made known to the responders, then let through the kernel's filters, and
/// only then told to the neighbours, so that whoever believes the gratuitous frame is answered.
/// </remarks>
internal sealed partial class Announcer(
    IPacketPort port,
    AnnouncedAddresses addresses,
    InterfaceExclusions exclusions,
    ILogger<Announcer> logger)
{
    // A responder that could not be opened is tried again; the usual cause, an interface that is going away, is gone by then.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly DesiredState _desired = new();
    private readonly InterfaceTable _table = new(exclusions);
    private readonly GratuitousSender _gratuitous = new(port, addresses);
    private readonly Dictionary<int, ArpInterface> _responders = [];
    private readonly HashSet<int> _failed = [];
    private TimeSpan _retryDue;

    /// <summary>Whether the interfaces are known.</summary>
    public bool IsReady => _table.IsComplete;

    /// <summary>Whether nothing is announced.</summary>
    public bool IsIdle => _desired.Orders.Count == 0;

    /// <summary>Every interface.</summary>
    public IReadOnlyDictionary<int, JudgedInterface> Interfaces => _table.Interfaces;

    /// <summary>Every order in force.</summary>
    public IReadOnlyDictionary<IPAddress, Order> Orders => _desired.Orders;

    /// <summary>When <see cref="Tick"/> next has something to do.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            var due = _gratuitous.NextDue;
            return _failed.Count > 0 && !(due < _retryDue) ? _retryDue : due;
        }
    }

    /// <summary>Takes in what the kernel told.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Apply(LinkMessage message, TimeSpan now)
    {
        var changes = _table.Apply(message);
        foreach (var change in changes)
        {
            Apply(change, now);
        }

        _gratuitous.SendDue(now);
        return changes.Count > 0;
    }

    /// <summary>Announces what the snapshot says and nothing else.</summary>
    public DesiredChange Apply(Snapshot snapshot, TimeSpan now) => Apply(_desired.Apply(snapshot), now);

    /// <summary>Changes what is announced.</summary>
    public DesiredChange Apply(Difference difference, TimeSpan now) => Apply(_desired.Apply(difference), now);

    /// <summary>Sends what is due and tries failed responders again.</summary>
    public void Tick(TimeSpan now)
    {
        if (_failed.Count > 0 && now >= _retryDue)
        {
            int[] failed = [.. _failed];
            _failed.Clear();
            foreach (var index in failed)
            {
                Open(index, now);
            }
        }

        _gratuitous.SendDue(now);
    }

    /// <summary>A responder ended by itself; another takes its place after a pause.</summary>
    public void ResponderFailed(ArpInterface arpInterface, SocketError error, TimeSpan now)
    {
        if (_responders.GetValueOrDefault(arpInterface.Index) == arpInterface)
        {
            LogResponderFailed(arpInterface.Name, error);
            Close(arpInterface.Index);
            Retry(arpInterface.Index, now);
        }
    }

    /// <summary>The names of the interfaces on which an order is followed.</summary>
    public ImmutableArray<string> AnsweredOn(IPAddress address, Order order) =>
        address.AddressFamily != AddressFamily.InterNetwork
            ? []
            : [.. Selected(order).Select(selected => selected.Name).Order(StringComparer.Ordinal)];

    /// <summary>Whether an order names interfaces and none of them exists on the node (L-054).</summary>
    public bool AreInterfacesMissing(Order order) =>
        !order.Interfaces.IsEmpty && !order.Interfaces.Any(_table.Exists);

    /// <summary>Whether ARP is answered on an interface.</summary>
    public bool Answers(int index) => _responders.ContainsKey(index);

    /// <summary>What was counted for an address.</summary>
    public AddressCounters? Counters(IPAddress address) =>
        TryGetIPv4(address, out var key) && addresses.TryGet(key, out var announced) ? announced.Counters : null;

    private static bool TryGetIPv4(IPAddress address, out IPv4Address value)
    {
        Span<byte> octets = stackalloc byte[IPv4Address.Length];
        var isIPv4 = address.AddressFamily == AddressFamily.InterNetwork && address.TryWriteBytes(octets, out _);
        value = isIPv4 ? IPv4Address.Read(octets) : default;
        return isIPv4;
    }

    private DesiredChange Apply(DesiredChange change, TimeSpan now)
    {
        foreach (var address in change.Withdrawn)
        {
            Withdraw(address);
        }

        foreach (var announced in change.Announced)
        {
            Publish(announced);
        }

        if (!change.Announced.IsEmpty || !change.Withdrawn.IsEmpty)
        {
            NarrowAll();
        }

        foreach (var announced in change.Announced)
        {
            Schedule(announced, now);
        }

        _gratuitous.SendDue(now);
        Log(change);
        return change;
    }

    private void Log(DesiredChange change)
    {
        foreach (var announced in change.Announced)
        {
            LogAnnounced(announced.Address, announced.Order.Epoch, announced.Order.Interfaces.Length);
        }

        foreach (var address in change.Withdrawn)
        {
            LogWithdrawn(address);
        }

        if (change.UnreadableCount > 0)
        {
            LogUnreadable(change.UnreadableCount);
        }
    }

    private void Publish(AnnouncedOrder announced)
    {
        if (TryGetIPv4(announced.Address, out var key))
        {
            var counters = addresses.TryGet(key, out var before) ? before.Counters : new AddressCounters();
            addresses.Set(key, new AnnouncedAddress(announced.Order.Epoch, announced.Order.Interfaces, counters));
        }
    }

    private void Withdraw(IPAddress address)
    {
        if (!TryGetIPv4(address, out var key))
        {
            return;
        }

        addresses.Remove(key);
        foreach (var index in _responders.Keys)
        {
            _gratuitous.Withdrawn(new GratuitousTarget(key, index));
        }
    }

    // A new epoch is told on every interface of the order; under the same epoch only on interfaces that joined it.
    private void Schedule(AnnouncedOrder announced, TimeSpan now)
    {
        if (!TryGetIPv4(announced.Address, out var key))
        {
            return;
        }

        var told = announced.Before is { } before && before.Epoch == announced.Order.Epoch ? Selected(before) : [];
        foreach (var selected in Selected(announced.Order).Except(told))
        {
            _gratuitous.Announced(new GratuitousTarget(key, selected.Index), announced.Order.Epoch, now);
        }
    }

    private IEnumerable<ArpInterface> Selected(Order order) => _responders.Values.Where(
        candidate => order.Interfaces.IsEmpty || order.Interfaces.Contains(candidate.Name, StringComparer.Ordinal));

    private void Apply(InterfaceChange change, TimeSpan now)
    {
        if (change.KeepsSocket)
        {
            // The cable is back, perhaps in another switch port: the network learns the addresses anew.
            if (!change.Before!.Link.HasCarrier && change.After!.Link.HasCarrier
                && _responders.TryGetValue(change.After.Link.Index, out var responder))
            {
                _gratuitous.InterfaceAdded(responder, now);
            }

            return;
        }

        if (change.Before is { Qualifies: true })
        {
            _failed.Remove(change.Before.Link.Index);
            Close(change.Before.Link.Index);
        }

        if (change.After is { Qualifies: true })
        {
            Open(change.After.Link.Index, now);
        }
    }

    private void Open(int index, TimeSpan now)
    {
        if (!_table.Interfaces.TryGetValue(index, out var judged) || !judged.Qualifies)
        {
            return;
        }

        var arpInterface = new ArpInterface(index, judged.Link.Name, judged.Link.Mac);
        try
        {
            port.Open(arpInterface);
        }
        catch (SocketException exception)
        {
            LogNoResponder(exception, arpInterface.Name);
            Retry(index, now);
            return;
        }

        _responders[index] = arpInterface;
        Narrow(arpInterface);
        _gratuitous.InterfaceAdded(arpInterface, now);
        LogCreated(arpInterface.Name);
    }

    private void Close(int index)
    {
        if (_responders.Remove(index, out var arpInterface))
        {
            port.Close(index);
            _gratuitous.InterfaceRemoved(index);
            LogDeleted(arpInterface.Name);
        }
    }

    private void Retry(int index, TimeSpan now)
    {
        _failed.Add(index);
        _retryDue = now + RetryInterval;
    }

    private void NarrowAll()
    {
        foreach (var responder in _responders.Values)
        {
            Narrow(responder);
        }
    }

    private void Narrow(ArpInterface arpInterface) => port.Narrow(
        arpInterface.Index,
        [.. addresses.All.Where(entry => entry.Value.Includes(arpInterface.Name)).Select(entry => entry.Key)]);
}
