using System.Net.Sockets;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.Protocols.Addressing;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Announcing;

/// <summary>
/// The responders of one protocol, one an interface: opened, narrowed to the addresses they answer for, tried again when
/// they fail, and closed; and the protocol's gratuitous frames. Owned by the agent's loop.
/// </summary>
internal sealed partial class ResponderSet(
    INeighborProtocol protocol,
    AnnouncedAddresses addresses,
    InterfaceTable table,
    FrameBudget budget,
    Func<IPAddressValue, TimeSpan, bool> isProbedAgain,
    ILogger logger)
{
    // A responder that could not be opened is tried again; the usual cause, an interface that is going away, is gone by then.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly GratuitousSender _gratuitous = new(protocol, addresses, budget);
    private readonly Dictionary<int, ResponderInterface> _responders = [];
    private readonly HashSet<int> _failed = [];
    private TimeSpan _retryDue;

    /// <summary>When <see cref="Tick"/> or <see cref="SendNext"/> next has something to do.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            var due = _gratuitous.NextDue;
            return _failed.Count > 0 && !(due < _retryDue) ? _retryDue : due;
        }
    }

    /// <summary>Whether addresses of this family are told with this protocol.</summary>
    public bool Serves(IPAddressValue address) => protocol.Serves(address);

    /// <summary>Whether this protocol is answered on an interface.</summary>
    public bool Answers(int index) => _responders.ContainsKey(index);

    /// <summary>How long after its first rounds an address is told again; null for never.</summary>
    public TimeSpan? Refresh
    {
        set => _gratuitous.Refresh = value;
    }

    /// <summary>The interfaces on which an order is followed.</summary>
    public IEnumerable<ResponderInterface> Selected(Order order) => _responders.Values.Where(
        candidate => order.Interfaces.IsEmpty || order.Interfaces.Contains(candidate.Name, StringComparer.Ordinal));

    /// <summary>Every interface that is answered on.</summary>
    public IEnumerable<ResponderInterface> All => _responders.Values;

    /// <summary>Answers about an address that there was no order for are let through from now on: it is watched.</summary>
    public void Watched(IPAddressValue address)
    {
        foreach (var index in _responders.Keys)
        {
            protocol.Include(index, address);
            protocol.Narrow(index);
        }
    }

    /// <summary>An address is watched no more. There may be an order for it by now.</summary>
    public void Unwatched(IPAddressValue address)
    {
        addresses.TryGet(address, out var ordered);
        foreach (var responder in _responders.Values.Where(responder => !(ordered?.Includes(responder.Name) ?? false)))
        {
            protocol.Exclude(responder.Index, address);
            protocol.Narrow(responder.Index);
        }
    }

    /// <summary>Asks on some interfaces whether anybody uses an address.</summary>
    public void SendProbe(IPAddressValue address, IEnumerable<ResponderInterface> on)
    {
        foreach (var responder in on)
        {
            protocol.SendProbe(address, responder);
        }
    }

    /// <summary>An interface changed.</summary>
    public void Apply(InterfaceChange change, TimeSpan now)
    {
        if (change.KeepsSocket(protocol.VerdictOn))
        {
            // The cable is back, perhaps in another switch port: the network learns the addresses anew.
            if (!change.Before!.Link.HasCarrier && change.After!.Link.HasCarrier
                && _responders.TryGetValue(change.After.Link.Index, out var responder))
            {
                TellAll(responder, now);
            }

            return;
        }

        if (change.Before is { } before)
        {
            _failed.Remove(before.Link.Index);
            Close(before.Link.Index);
        }

        if (change.After is { } after)
        {
            Open(after, now);
        }
    }

    /// <summary>Tries failed responders again.</summary>
    public void Tick(TimeSpan now)
    {
        if (_failed.Count > 0 && now >= _retryDue)
        {
            int[] failed = [.. _failed];
            _failed.Clear();
            foreach (var index in failed)
            {
                if (table.Interfaces.TryGetValue(index, out var judged))
                {
                    Open(judged, now);
                }
            }
        }
    }

    /// <summary>Sends one gratuitous frame that is due, if the rate allows.</summary>
    /// <returns>Whether there was one; else there is none more at that time.</returns>
    public bool SendNext(TimeSpan now) => _gratuitous.SendNext(now);

    /// <summary>A responder ended by itself; another takes its place after a pause.</summary>
    public void Failed(ResponderInterface responder, SocketError error, TimeSpan now)
    {
        if (ReferenceEquals(_responders.GetValueOrDefault(responder.Index), responder))
        {
            LogResponderFailed(protocol.Name, responder.Name, error);
            Close(responder.Index);
            Retry(responder.Index, now);
        }
    }

    /// <summary>Responders learn that an address is announced differently, or no more.</summary>
    public void Change(IPAddressValue address, AnnouncedAddress? before, AnnouncedAddress? after)
    {
        if (addresses.IsWatched(address))
        {
            // It is listened for on every interface, and what is right then is done when that ends.
            return;
        }

        foreach (var responder in _responders.Values)
        {
            var was = before?.Includes(responder.Name) ?? false;
            var isNow = after?.Includes(responder.Name) ?? false;
            if (was && !isNow)
            {
                protocol.Exclude(responder.Index, address);
            }
            else if (isNow && !was)
            {
                protocol.Include(responder.Index, address);
            }
        }
    }

    /// <summary>The kernel learns what <see cref="Change"/> changed.</summary>
    public void Narrow()
    {
        foreach (var index in _responders.Keys)
        {
            protocol.Narrow(index);
        }
    }

    /// <summary>
    /// Tells the neighbours of an order: a new epoch on every interface of it, under the same epoch only on interfaces that
    /// joined it.
    /// </summary>
    public void Announced(IPAddressValue address, AnnouncedOrder announced, TimeSpan now)
    {
        var told = announced.Before is { } before && before.Epoch == announced.Order.Epoch ? Selected(before) : [];
        foreach (var selected in Selected(announced.Order).Except(told))
        {
            _gratuitous.Announced(new GratuitousTarget(address, selected.Index), announced.Order.Epoch, now);
        }
    }

    /// <summary>Asks on each of an order's interfaces whether anybody uses its address.</summary>
    public void SendProbe(IPAddressValue address, Order order) => SendProbe(address, Selected(order));

    /// <summary>Tells the neighbours once, on each of an order's interfaces, and beside the schedule.</summary>
    /// <returns>Frames that left.</returns>
    public int Defend(IPAddressValue address, Order order) => Selected(order).Sum(
        selected => Enumerable.Range(0, protocol.GratuitousFrameCount)
            .Count(frame => protocol.SendGratuitous(address, selected, frame)));

    /// <summary>An address is no longer announced. Nothing is sent (L-092).</summary>
    public void Withdrawn(IPAddressValue address)
    {
        foreach (var index in _responders.Keys)
        {
            _gratuitous.Withdrawn(new GratuitousTarget(address, index));
        }
    }

    private void Open(JudgedInterface judged, TimeSpan now)
    {
        if (protocol.VerdictOn(judged) != InterfaceVerdict.Qualifies)
        {
            return;
        }

        var responder = new ResponderInterface(judged.Link.Index, judged.Link.Name, judged.Link.Mac);
        try
        {
            protocol.Open(responder);
        }
        catch (SocketException exception)
        {
            LogNoResponder(exception, protocol.Name, responder.Name);
            Retry(responder.Index, now);
            return;
        }

        _responders[responder.Index] = responder;
        IncludeAll(responder);
        _gratuitous.InterfaceAdded(responder);
        TellAll(responder, now);
        LogCreated(protocol.Name, responder.Name);
    }

    // A link is there, or there again: the neighbours on it learn every address, but those that have to be probed for first.
    // Rounds that were under way told of another link-layer address, or went into a cable that was out: they begin anew.
    private void TellAll(ResponderInterface responder, TimeSpan now)
    {
        foreach (var (address, announced) in addresses.All)
        {
            if (protocol.Serves(address) && announced.Answers(responder.Name) && !isProbedAgain(address, now))
            {
                var target = new GratuitousTarget(address, responder.Index);
                _gratuitous.Withdrawn(target);
                _gratuitous.Announced(target, announced.Epoch, now);
            }
        }
    }

    private void Close(int index)
    {
        if (_responders.Remove(index, out var responder))
        {
            protocol.Close(index);
            _gratuitous.InterfaceRemoved(index);
            LogDeleted(protocol.Name, responder.Name);
        }
    }

    private void Retry(int index, TimeSpan now)
    {
        _failed.Add(index);
        _retryDue = now + RetryInterval;
    }

    private void IncludeAll(ResponderInterface responder)
    {
        foreach (var address in addresses.All.Where(one => one.Value.Includes(responder.Name)).Select(one => one.Key)
            .Union(addresses.Watched).Where(protocol.Serves))
        {
            protocol.Include(responder.Index, address);
        }

        protocol.Narrow(responder.Index);
    }
}
