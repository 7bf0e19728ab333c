using System.Net;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Desired;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Hosting;

internal sealed partial class Announcer
{
    private HashSet<IPAddressValue> _gateways = [];

    /// <summary>Whether the standing of any address changed since the last call.</summary>
    public bool TakeNews() => _ownership.TakeNews();

    /// <summary>How an address stands, and who else claims it.</summary>
    public (Standing Standing, MacAddress Claimant) StandingOf(IPAddress address) =>
        _ownership.StandingOf(IPAddressValue.From(address));

    /// <summary>The silo says how addresses are probed, defended and told.</summary>
    public void Configure(OwnershipSettings settings)
    {
        _ownership.Configure(OwnershipSettingsReader.Options(settings));
        var (perSecond, burst) = OwnershipSettingsReader.Rate(settings);
        _budget.Configure(perSecond, burst);
        foreach (var responders in _responders)
        {
            responders.Refresh = OwnershipSettingsReader.Refresh(settings);
        }
    }

    /// <summary>The silo says who belongs to the cluster.</summary>
    public void Apply(MemberChange change, TimeSpan now) => _ownership.Apply(change, now);

    /// <summary>Somebody uses an ordered address, or answers for one that is asked for.</summary>
    public void Hear(Claim claim, TimeSpan now)
    {
        if (!claim.IsProbe && _prober.Hear(claim.Address, claim.Mac))
        {
            EndProbes([claim.Address]);
        }

        _ownership.Hear(claim, now);
    }

    /// <summary>A silo says again who shall announce what.</summary>
    public void Connected() => _ownership.Connected();

    /// <summary>
    /// The process was held up, and its gate is shut: when it opens and no silo has said what happened meanwhile, all that is
    /// announced is probed for first.
    /// </summary>
    public void HeldUp(TimeSpan now) => _shutUntil = now + (_gate?.OpensIn ?? TimeSpan.Zero);

    /// <summary>The silo is gone; it was last heard of at a moment.</summary>
    public void CutOff(TimeSpan heardAt, TimeSpan now) => _ownership.CutOff(heardAt, now);

    /// <inheritdoc/>
    void IOwnershipHost.Begin(IPAddressValue address, TimeSpan now)
    {
        if (Speak(address, isSilent: false) is { } order)
        {
            RespondersFor(address).Announced(address, new AnnouncedOrder(IPAddress.Any, order, Before: null), now);
        }
    }

    /// <inheritdoc/>
    void IOwnershipHost.Stop(IPAddressValue address)
    {
        Speak(address, isSilent: true);
        RespondersFor(address).Withdrawn(address);
    }

    /// <inheritdoc/>
    int IOwnershipHost.CountLinks(IPAddressValue address) =>
        OrderOf(address) is { } order ? RespondersFor(address).Selected(order).Count() : 0;

    /// <inheritdoc/>
    void IOwnershipHost.SendProbe(IPAddressValue address)
    {
        if (OrderOf(address) is { } order)
        {
            RespondersFor(address).SendProbe(address, order);
        }
    }

    /// <inheritdoc/>
    void IOwnershipHost.Defend(IPAddressValue address)
    {
        if (_addresses.TryGet(address, out var announced) && OrderOf(address) is { } order)
        {
            announced.Counters.CountGratuitous(RespondersFor(address).Defend(address, order));
        }
    }

    /// <inheritdoc/>
    AddressCounters? IOwnershipHost.CountersOf(IPAddressValue address) =>
        _addresses.TryGet(address, out var announced) ? announced.Counters : null;

    /// <summary>Takes an order in: the responders listen for its address from now on, and answer if they may.</summary>
    /// <returns>What the neighbours have to be told; null when nothing.</returns>
    private AnnouncedOrder? Take(AnnouncedOrder announced, TimeSpan now)
    {
        var address = IPAddressValue.From(announced.Address);
        _addresses.TryGet(address, out var before);
        var isAnswering = _ownership.Ordered(address, announced.IsNew, now);
        var after = new AnnouncedAddress(
            announced.Order.Epoch, announced.Order.Interfaces, before?.Counters ?? new AddressCounters())
        {
            IsSilent = !isAnswering,
        };
        _addresses.Set(address, after);
        RespondersFor(address).Change(address, before, after);
        if (!isAnswering)
        {
            return null;
        }

        // Whoever was silent tells on every interface.
        return before is { IsSilent: false } ? announced : announced with { Before = null };
    }

    // The address of a node's own that comes or goes concerns only the order for it.
    private void Reexamine(LinkMessage message, TimeSpan now)
    {
        if (message is LinkMessage.AddressPresent(var present))
        {
            _ownership.Reexamine(present.Address, now);
        }
        else if (message is LinkMessage.AddressGone(var gone))
        {
            _ownership.Reexamine(gone.Address, now);
        }
    }

    /// <summary>The default gateways were read anew: an ordered address may be, or have been, one of them.</summary>
    public void Reexamine(HashSet<IPAddressValue> gateways, TimeSpan now)
    {
        var changed = gateways.Except(_gateways).Union(_gateways.Except(gateways)).ToList();
        _gateways = gateways;
        foreach (var address in changed)
        {
            _ownership.Reexamine(address, now);
        }
    }

    private bool IsOwnMac(MacAddress mac) => _table.Interfaces.Values.Any(judged => judged.Link.Mac == mac);

    private Standing ProtectionOf(IPAddressValue address) =>
        _table.Owns(address) ? Standing.NodeAddress
        : _gateways.Contains(address) ? Standing.DefaultGateway
        : Standing.Announced;

    private Order? OrderOf(IPAddressValue address) =>
        _addresses.TryGet(address, out var announced) ? new Order(announced.Epoch, announced.Interfaces) : null;

    private Order? Speak(IPAddressValue address, bool isSilent)
    {
        if (!_addresses.TryGet(address, out var announced))
        {
            return null;
        }

        _addresses.Set(address, announced with { IsSilent = isSilent });
        return new Order(announced.Epoch, announced.Interfaces);
    }
}
