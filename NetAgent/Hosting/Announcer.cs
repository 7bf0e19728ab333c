using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.Protocols.Addressing;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>Brings together what shall be announced and the interfaces to announce it on.</summary>
/// <remarks>
/// Owned by the agent's loop. An address is first made known to the responders, then let through the kernel's filters, and
/// only then told to the neighbours, so that whoever believes the gratuitous frame is answered. What differs between the
/// families is behind <see cref="INeighborProtocol"/>.
/// </remarks>
internal sealed partial class Announcer : IOwnershipHost
{
    private readonly DesiredState _desired = new();
    private readonly AnnouncedAddresses _addresses;
    private readonly InterfaceTable _table;
    private readonly ImmutableArray<ResponderSet> _responders;
    private readonly FrameBudget _budget = FrameBudget.ForAgent();
    private readonly OwnershipKeeper _ownership;
    private readonly ILogger _logger;
    private readonly AnswerGate? _gate;
    private int _turn;
    private TimeSpan? _shutUntil;

    /// <summary>An announcer over the protocols of both families.</summary>
    public Announcer(
        ImmutableArray<INeighborProtocol> protocols,
        AnnouncedAddresses addresses,
        InterfaceExclusions exclusions,
        ILogger<Announcer> logger,
        AnswerGate? gate = null)
    {
        _gate = gate;
        _addresses = addresses;
        _table = new InterfaceTable(exclusions);
        _logger = logger;
        _ownership = new OwnershipKeeper(this, _budget, IsOwnMac, ProtectionOf, new CutOffPatrol(new Random()), logger);
        _responders =
        [
            .. protocols.Select(protocol =>
                new ResponderSet(protocol, addresses, _table, _budget, _ownership.Rejoined, logger)),
        ];
    }

    /// <summary>Whether the interfaces are known.</summary>
    public bool IsReady => _table.IsComplete;

    /// <summary>Whether nothing is announced.</summary>
    public bool IsIdle => _desired.Orders.Count == 0;

    /// <summary>Every interface.</summary>
    public IReadOnlyDictionary<int, JudgedInterface> Interfaces => _table.Interfaces;

    /// <summary>The addresses that an interface has of its own.</summary>
    public IEnumerable<LinkAddress> AddressesOf(int index) => _table.AddressesOf(index);

    /// <summary>Every order in force.</summary>
    public IReadOnlyDictionary<IPAddress, Order> Orders => _desired.Orders;

    /// <summary>When <see cref="Tick"/> next has something to do.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            var due = LoopTimer.Earliest(_ownership.NextDue, _prober.NextDue);
            foreach (var responders in _responders)
            {
                due = LoopTimer.Earliest(due, responders.NextDue);
            }

            return _gate?.OpensIn > TimeSpan.Zero ? _shutUntil : LoopTimer.Earliest(due, _shutUntil);
        }
    }

    /// <summary>Takes in what the kernel told.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Apply(LinkMessage message, TimeSpan now)
    {
        var changes = _table.Apply(message);
        foreach (var change in changes)
        {
            foreach (var responders in _responders)
            {
                responders.Apply(change, now);
            }
        }

        Reexamine(message, now);
        Tick(now);
        return changes.Count > 0 || message is LinkMessage.AddressPresent or LinkMessage.AddressGone;
    }

    /// <summary>Announces what the snapshot says and nothing else.</summary>
    public DesiredChange Apply(Snapshot snapshot, TimeSpan now) => Apply(_desired.Apply(snapshot), now);

    /// <summary>Changes what is announced.</summary>
    public DesiredChange Apply(Difference difference, TimeSpan now) => Apply(_desired.Apply(difference), now);

    /// <summary>Sends what is due and tries failed responders again.</summary>
    public void Tick(TimeSpan now)
    {
        if (_gate?.OpensIn is { } wait && wait > TimeSpan.Zero)
        {
            _shutUntil = now + wait;
            return;
        }

        if (_shutUntil is not null)
        {
            _shutUntil = null;
            _ownership.Resumed(now);
        }

        _ownership.Tick(now);
        EndProbes(_prober.Tick(now));
        foreach (var responders in _responders)
        {
            responders.Tick(now);
        }

        // Frame by frame, from where the rate ended the last turn: however many addresses one family has, those of the other
        // are told of as soon as if both had as many.
        for (var refused = 0; refused < _responders.Length; _turn = (_turn + 1) % _responders.Length)
        {
            refused = _responders[_turn].SendNext(now) ? 0 : refused + 1;
        }
    }

    /// <summary>A responder ended by itself; another takes its place after a pause.</summary>
    public void ResponderFailed(ResponderInterface responder, SocketError error, TimeSpan now)
    {
        foreach (var responders in _responders)
        {
            responders.Failed(responder, error, now);
        }
    }

    /// <summary>The names of the interfaces on which an order is followed.</summary>
    public ImmutableArray<string> AnsweredOn(IPAddress address, Order order) =>
        _addresses.TryGet(IPAddressValue.From(address), out var announced) && announced.IsSilent
            ? []
            : [.. RespondersFor(IPAddressValue.From(address)).Selected(order).Select(selected => selected.Name)
                .Order(StringComparer.Ordinal)];

    /// <summary>Whether an order names interfaces and none of them exists on the node (L-054).</summary>
    public bool AreInterfacesMissing(Order order) =>
        !order.Interfaces.IsEmpty && !order.Interfaces.Any(_table.Exists);

    /// <summary>Whether a family's protocol is answered on an interface.</summary>
    public bool Answers(AddressFamily family, int index) => RespondersFor(family switch
    {
        AddressFamily.InterNetwork => IPv4Address.Any,
        _ => IPv6Address.Any,
    }).Answers(index);

    /// <summary>What was counted for an address.</summary>
    public AddressCounters? Counters(IPAddress address) =>
        _addresses.TryGet(IPAddressValue.From(address), out var announced) ? announced.Counters : null;

    private ResponderSet RespondersFor(IPAddressValue address) =>
        _responders.First(responders => responders.Serves(address));

    private DesiredChange Apply(DesiredChange change, TimeSpan now)
    {
        foreach (var address in change.Withdrawn)
        {
            Withdraw(IPAddressValue.From(address));
        }

        if (change.Announced.Any(announced => announced.Before is null))
        {
            Reexamine(DefaultGateways.Read(), now);
        }

        var told = change.Announced.Select(announced => Take(announced, now)).OfType<AnnouncedOrder>().ToList();
        foreach (var responders in _responders)
        {
            responders.Narrow();
        }

        foreach (var announced in told)
        {
            RespondersFor(IPAddressValue.From(announced.Address))
                .Announced(IPAddressValue.From(announced.Address), announced, now);
        }

        Tick(now);
        Log(change);
        return change;
    }

    private void Withdraw(IPAddressValue address)
    {
        _ownership.Ended(address);
        _addresses.TryGet(address, out var before);
        _addresses.Remove(address);
        var responders = RespondersFor(address);
        responders.Change(address, before, after: null);
        responders.Withdrawn(address);
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
}
