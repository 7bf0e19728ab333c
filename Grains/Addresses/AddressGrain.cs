using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Configuration;
using MetalOrleans.Grains.Interfaces;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Grains.Interfaces.Placement;
using MetalOrleans.Grains.Nodes;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Addresses;

/// <summary>One address's announcement: asks the election, and orders nodes accordingly.</summary>
public sealed partial class AddressGrain(
    IClusterViewSource views,
    IAnnouncementSink announcements,
    IAdvertisementSink advertisements,
    TimeProvider time,
    ILogger<AddressGrain> logger)
    : Grain, IAddressGrain
{
    private readonly SortedDictionary<ServiceKey, ServiceBacking> _services = [];

    /// <summary>Nodes that may announce too, and are told to stop when the announcer has acknowledged.</summary>
    private readonly SortedSet<string> _leaving = new(StringComparer.Ordinal);

    private L2Decision _decision = L2Decision.Refused(L2Refusal.NoService);
    private AddressAnnouncement? _told;
    private AddressOrder? _order;
    private IGrainTimer? _handOver;
    private string? _announcer;
    private Epoch _epoch;
    private Address _address;
    private bool _isNew;
    private bool _wasPresent;
    private bool _isPlaced;
    private bool _isUnproven;
    private bool _isRefusalTold;
    private bool _isAdopted;
    private bool _isAwaited;

    private IPlacementGrain Placement => GrainFactory.GetGrain<IPlacementGrain>(IPlacementGrain.Layer2);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _address = Address.Parse(this.GetPrimaryKeyString());
        // Epochs of an address never go back, so the activation that counts them stays.
        DelayDeactivation(TimeSpan.MaxValue);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task AnnounceAsync(ServiceBacking backing, CancellationToken cancellationToken)
    {
        _isNew |= backing.IsNewlyAssigned && _services.Count == 0 && _announcer is null;
        _services[backing.Service] = backing;
        return DecideAsync(isAsked: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task WithdrawAsync(ServiceKey service, CancellationToken cancellationToken) =>
        _services.Remove(service) ? DecideAsync(isAsked: false, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task RefreshAsync(CancellationToken cancellationToken) => DecideAsync(isAsked: false, cancellationToken);

    /// <inheritdoc/>
    public Task ReconsiderAsync(CancellationToken cancellationToken) => DecideAsync(isAsked: true, cancellationToken);

    /// <inheritdoc/>
    public Task AdoptAsync(string node, Epoch epoch, CancellationToken cancellationToken)
    {
        var isNewer = epoch.CompareTo(_epoch) > 0;
        _isAdopted = true;
        _epoch = isNewer ? epoch : _epoch;
        if (_announcer is null || (isNewer && _announcer != node))
        {
            if (_announcer is not null)
            {
                _leaving.Add(_announcer);
            }

            _announcer = node;
            _order = null;
            _wasPresent = false;
        }
        else if (_announcer != node)
        {
            _leaving.Add(node);
        }

        return DecideAsync(isAsked: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task AnnouncedAsync(string node, Epoch epoch, CancellationToken cancellationToken)
    {
        if (_handOver is null || node != _announcer || epoch != _order?.Epoch)
        {
            return Task.CompletedTask;
        }

        announcements.HandedOver(_address, node);
        return DismissAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task YieldedAsync(string node, Epoch epoch, CancellationToken cancellationToken)
    {
        if (node == _announcer && epoch.CompareTo(_epoch) >= 0)
        {
            _epoch = epoch;
            _order = null;
        }

        return DecideAsync(isAsked: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StandAsync(string node, AddressStanding standing, CancellationToken cancellationToken)
    {
        _isUnproven = node == _announcer ? standing is not (AddressStanding.Announced or AddressStanding.Contested) : _isUnproven;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<AddressDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        // The announcer is what was decided; who else could announce is asked of the newest view, because most changes of it
        // do not concern this address and are not decided.
        var fresh = Elect(views.Current);
        var announcer = _isAwaited ? null : _announcer;
        return Task.FromResult(new AddressDescription(
            _address.ToString(), _epoch, announcer, fresh.Candidates,
            announcer is null ? (fresh.Refusal ?? _decision.Refusal)?.ToString() : null,
            announcer is null ? [.. _services.Keys] : AnnouncedFor()));
    }

    private async Task DecideAsync(bool isAsked, CancellationToken cancellationToken)
    {
        ClusterView view;
        do
        {
            view = views.Current;
            var seen = isAsked ? view with { L2Policy = view.L2Policy with { Failback = L2Failback.Automatic } } : view;
            if (IsSettled(view))
            {
                await ApplyAsync(await PlaceAsync(Elect(seen), view, cancellationToken), view, cancellationToken);
            }
            else if (_leaving.Count > 0)
            {
                await DismissAsync(cancellationToken);
            }

            await AdvertiseAsync(view, cancellationToken);

            // Whoever looks for addresses to decide afresh finds them by what was told. A view that came in between may have
            // been looked through before this was told, so it is asked here.
        }
        while (!ReferenceEquals(view, views.Current));
    }

    /// <summary>
    /// Whether it is known who announced the address before this silo's start. Agents and Services of then are still on
    /// their way back: the first agent to return must not win what another one is announcing.
    /// </summary>
    private bool IsSettled(ClusterView view)
    {
        var isPresent = _announcer is not null && view.Agents.Contains(_announcer);
        _wasPresent |= isPresent;
        return view.AreAgentsSettled || _isNew || (_wasPresent && !isPresent);
    }

    private L2Decision Elect(ClusterView view) => _services.Count == 0
        ? L2Decision.Refused(L2Refusal.NoService)
        : L2Election.Decide(_address, _services.Values, view, _announcer);

    private async Task<L2Decision> PlaceAsync(L2Decision decision, ClusterView view, CancellationToken cancellationToken)
    {
        if (view.L2Policy.Placement == L2Placement.Spread && decision.Announcer is not null)
        {
            // The addresses of one Service keep apart, each family by itself.
            var group = $"{_services.Keys.First()} {_address.Family}";
            _isPlaced = true;
            return decision.For(await Placement.AssignAsync(
                new SpreadRequest(_address, decision.Peers, group, _announcer), cancellationToken));
        }

        if (_isPlaced)
        {
            _isPlaced = false;
            await Placement.ReleaseAsync(_address, cancellationToken);
        }

        return decision;
    }

    /// <summary>
    /// Whether the announcer's agent is away and nobody can take over: it may well go on announcing, and finds its order as it
    /// was when it is back. Withdrawing it would only make a gap of a silo's own absence.
    /// </summary>
    private bool IsAwaited(L2Decision decision, ClusterView view) =>
        decision.Refusal is L2Refusal.NoUsableNode or L2Refusal.NoLocalEndpoint
        && _announcer is not null && !view.Agents.Contains(_announcer);

    private async Task ApplyAsync(L2Decision decision, ClusterView view, CancellationToken cancellationToken)
    {
        _decision = decision;
        var wasAwaited = _isAwaited;
        _isAwaited = IsAwaited(decision, view);
        if (_isAwaited)
        {
            if (!wasAwaited)
            {
                LogAwaited(logger, _address, _announcer!, decision.Refusal.ToString()!);
            }

            Tell([]);
            return;
        }

        var interfaces = decision.Interfaces.ToImmutableArray();
        var isSame = decision.Announcer == _announcer
            && (_announcer is null || (_order is not null && _order.Interfaces.SequenceEqual(interfaces)));
        if (!isSame)
        {
            await HandOverAsync(decision, interfaces, cancellationToken);
        }
        else if (_leaving.Count > 0 && _handOver is null)
        {
            await DismissAsync(cancellationToken);
        }

        Tell(interfaces);
        if (decision.Refusal is L2Refusal.NodeAddress && !_isRefusalTold)
        {
            announcements.Refused(_address, decision.Refusal.Value, [.. _services.Keys]);
        }

        _isRefusalTold = decision.Refusal is L2Refusal.NodeAddress;
    }

    private void Tell(ImmutableArray<string> interfaces)
    {
        var announcer = _isAwaited ? null : _announcer;
        var announcement = new AddressAnnouncement(_address, announcer, interfaces, announcer is null ? [] : AnnouncedFor());
        // Of an adopted address an agent may have told something that is over with it.
        if (!announcement.Equals(_told) && (_told is not null || announcer is not null || _isAdopted))
        {
            announcements.Changed(announcement);
        }

        _isAdopted = false;
        _told = announcement;
    }

    // A Service without endpoints behind a shared address is not what the address is announced for.
    private ImmutableArray<ServiceKey> AnnouncedFor() =>
        [.. _services.Values.Where(service => service.HasServingEndpoint).Select(service => service.Service)];
}
