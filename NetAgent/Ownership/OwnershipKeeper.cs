using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Ownership;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Ownership;

/// <summary>
/// Sees to it that an ordered address is announced only while it is this node's to announce: not one of the node's own, not a
/// stranger's, and, without a silo, not another member's.
/// </summary>
/// <remarks>
/// Owned by the agent's loop. What a claim means is decided by <see cref="AddressOwnership"/>; here it is found out who
/// claims, and done what was decided.
/// </remarks>
internal sealed partial class OwnershipKeeper(
    IOwnershipHost host,
    FrameBudget budget,
    Func<MacAddress, bool> isOwn,
    Func<IPAddressValue, Standing> protection,
    CutOffPatrol patrol,
    ILogger logger)
{
    private readonly ILogger _logger = logger;
    private readonly OwnershipTable<IPAddressValue> _table = new(OwnershipOptions.Default);
    private readonly Dictionary<IPAddressValue, Standing> _refused = [];
    private readonly Dictionary<IPAddressValue, (MacAddress Mac, TimeSpan At)> _memberClaims = [];
    private readonly ClusterMembers _members = new();
    private TimeSpan _notBefore;
    private bool _hasNews;

    /// <summary>Whether no silo can say who shall announce what.</summary>
    public bool IsCutOff { get; private set; } = true;

    /// <summary>When <see cref="Tick"/> next has something to do; null for never.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            var due = _table.NextDue;
            due = patrol.NextDue is { } asked && !(due <= asked) ? asked : due;
            return due < _notBefore ? _notBefore : due;
        }
    }

    /// <summary>Whether anything changed that whoever gave the orders has to hear, since the last call.</summary>
    public bool TakeNews()
    {
        var hadNews = _hasNews;
        _hasNews = false;
        return hadNews;
    }

    /// <summary>The silo says how addresses are probed and defended.</summary>
    public void Configure(OwnershipOptions options) => _table.Options = options;

    /// <summary>How an ordered address stands, and who else claims it.</summary>
    public (Standing Standing, MacAddress Claimant) StandingOf(IPAddressValue address)
    {
        if (_refused.TryGetValue(address, out var refusal))
        {
            return (refusal, MacAddress.Zero);
        }

        return _table.States.TryGetValue(address, out var state)
            ? (ToStanding(state.Phase), state.Claimant)
            : (Standing.Announced, MacAddress.Zero);
    }

    /// <summary>There is a new or changed order for an address.</summary>
    /// <returns>Whether it is answered for at once.</returns>
    public bool Ordered(IPAddressValue address, bool isNew, TimeSpan now)
    {
        _memberClaims.Remove(address);
        if (IsRefused(address))
        {
            // What was due for it, a defence say, must not be sent.
            _table.Ended(address);
            return false;
        }

        _table.Ordered(address, isNew, now);
        return _table.States[address].IsAnswering;
    }

    /// <summary>There is no order for an address any more.</summary>
    public void Ended(IPAddressValue address)
    {
        _table.Ended(address);
        _refused.Remove(address);
        _memberClaims.Remove(address);
    }

    /// <summary>The node's own addresses changed: an ordered address may be, or have been, one of them.</summary>
    public void Reexamine(IPAddressValue address, TimeSpan now)
    {
        if (_refused.ContainsKey(address) && protection(address) == Standing.Announced)
        {
            // Whoever had the address on the node may have moved it to another machine.
            _refused.Remove(address);
            Execute(address, Standing.NodeAddress, _table.Ordered(address, isNew: true, now) | OwnershipActions.Report, now);
        }
        else if (_table.States.TryGetValue(address, out var state) && IsRefused(address))
        {
            _table.Ended(address);
            _hasNews = true;
            if (state.IsAnswering)
            {
                host.Stop(address);
            }
        }
    }

    /// <summary>Somebody uses an address, or probes for it.</summary>
    public void Hear(Claim claim, TimeSpan now)
    {
        if (isOwn(claim.Mac) || claim.Mac.IsGroup || host.CountersOf(claim.Address) is not { } counters)
        {
            return;
        }

        if (_members.Contains(claim.Mac))
        {
            HearMember(claim, counters, now);
            return;
        }

        counters.CountStrangerClaim();
        Handle(
            claim.Address,
            claim.IsProbe ? new OwnershipEvent.StrangerProbed(claim.Mac) : new OwnershipEvent.StrangerClaimed(claim.Mac),
            now);
    }

    /// <summary>Sends the probes and defences that are due, as far as the rate allows.</summary>
    public void Tick(TimeSpan now)
    {
        while (_table.TryPeekDue(now, out var address) && TryPay(address, now))
        {
            Handle(address, OwnershipEvent.Ticked.Instance, now);
        }

        while (patrol.TryPeek(now, _table.Options, _table.States.Keys, out var address) && TryPay(address, now))
        {
            patrol.Passed();
            if (_table.States.TryGetValue(address, out var state) && state.IsAnswering)
            {
                Execute(address, StandingOf(address).Standing, OwnershipActions.SendProbe, now);
            }
        }
    }

    private bool TryPay(IPAddressValue address, TimeSpan now)
    {
        var frames = Math.Max(1, host.CountLinks(address));
        var isPaid = budget.TryTake(frames, now);
        _notBefore = isPaid ? _notBefore : now + budget.Wait(frames);
        return isPaid;
    }

    private static Standing ToStanding(OwnershipPhase phase) => phase switch
    {
        OwnershipPhase.Probing => Standing.Probing,
        OwnershipPhase.Contested => Standing.Contested,
        OwnershipPhase.Conflict => Standing.Conflict,
        OwnershipPhase.Yielded => Standing.Yielded,
        _ => Standing.Announced,
    };

    private bool IsRefused(IPAddressValue address)
    {
        var refusal = protection(address);
        if (refusal == Standing.Announced)
        {
            _refused.Remove(address);
            return false;
        }

        _refused[address] = refusal;
        LogRefused(address, refusal);
        return true;
    }

    private OwnershipActions Handle(IPAddressValue address, OwnershipEvent happened, TimeSpan now)
    {
        var before = StandingOf(address).Standing;
        var actions = _table.Handle(address, happened, now);
        Execute(address, before, actions, now);
        return actions;
    }

    private void Execute(IPAddressValue address, Standing before, OwnershipActions actions, TimeSpan now)
    {
        var counters = host.CountersOf(address);
        if (actions.HasFlag(OwnershipActions.Stop))
        {
            host.Stop(address);
        }

        if (actions.HasFlag(OwnershipActions.Begin))
        {
            host.Begin(address, now);
        }

        if (actions.HasFlag(OwnershipActions.SendProbe))
        {
            counters?.CountProbe();
            host.SendProbe(address);
        }

        if (actions.HasFlag(OwnershipActions.Defend))
        {
            counters?.CountDefence();
            host.Defend(address);
        }

        if (actions.HasFlag(OwnershipActions.Report))
        {
            _hasNews = true;
            Tell(address, before, counters);
        }
    }

    private void Tell(IPAddressValue address, Standing before, AddressCounters? counters)
    {
        var (standing, claimant) = StandingOf(address);
        switch (standing)
        {
            case Standing.Conflict:
                counters?.CountConflict();
                LogConflict(address, claimant);
                break;
            case Standing.Contested:
                counters?.CountConflict();
                LogContested(address, claimant);
                break;
            case Standing.Yielded:
                counters?.CountYield();
                LogYielded(address, claimant);
                break;
            case Standing.Announced when before != Standing.Probing:
                LogOwned(address, before);
                break;
        }
    }
}
