using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Configuration;
using MetalOrleans.Grains.Interfaces;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Grains.Services;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Addresses;

/// <summary>One address's announcement: asks the election, and orders nodes accordingly.</summary>
public sealed partial class AddressGrain(
    IClusterViewSource views, IServiceEventSink events, ILogger<AddressGrain> logger) : Grain, IAddressGrain
{
    private readonly SortedDictionary<ServiceKey, ServiceBacking> _services = [];
    private L2Decision _decision = L2Decision.Refused(L2Refusal.NoService);
    private AddressOrder? _order;
    private string? _announcer;
    private Epoch _epoch;
    private Address _address;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _address = Address.Parse(this.GetPrimaryKeyString());
        // Epochs of an address never go back, so the activation that counts them stays.
        DelayDeactivation(TimeSpan.MaxValue);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task AnnounceAsync(ServiceBacking backing, CancellationToken cancellationToken)
    {
        var (isNew, before) = (!_services.ContainsKey(backing.Service), _announcer);
        _services[backing.Service] = backing;
        await DecideAsync(cancellationToken);
        // A Service that joins others at a shared address is told who announces it, as they were.
        if (isNew && _announcer is not null && _announcer == before && views.Current.AreAgentsSettled)
        {
            events.RecordAnnouncer(backing.Service, _announcer);
        }
    }

    /// <inheritdoc/>
    public Task WithdrawAsync(ServiceKey service, CancellationToken cancellationToken) =>
        _services.Remove(service) ? DecideAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task RefreshAsync(CancellationToken cancellationToken) => DecideAsync(cancellationToken);

    /// <inheritdoc/>
    public Task AdoptAsync(string node, Epoch epoch, CancellationToken cancellationToken)
    {
        if (epoch.CompareTo(_epoch) > 0)
        {
            _epoch = epoch;
        }

        if (_announcer is null)
        {
            _announcer = node;
            _order = null;
        }

        return DecideAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AddressDescription> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new AddressDescription(
            _address.ToString(), _epoch, _announcer, _decision.Candidates, _decision.Refusal?.ToString(),
            [.. _services.Keys]));

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        var view = views.Current;
        if (!view.AreAgentsSettled)
        {
            // Agents and Services of before this silo's start are still on their way back. The first agent to return must
            // not win what another one is announcing: nothing is decided until they are all there, or late.
            return;
        }

        _decision = _services.Count == 0
            ? L2Decision.Refused(L2Refusal.NoService)
            : L2Election.Decide(_services.Values, view);
        var interfaces = _decision.Interfaces.ToImmutableArray();
        if (_decision.Announcer == _announcer
            && (_announcer is null || (_order is not null && _order.Interfaces.SequenceEqual(interfaces))))
        {
            return;
        }

        await HandOverAsync(_decision.Announcer, interfaces, cancellationToken);
    }

    /// <summary>Make before break: the new announcer speaks before the old one is told to be silent.</summary>
    private async Task HandOverAsync(
        string? announcer, ImmutableArray<string> interfaces, CancellationToken cancellationToken)
    {
        var previous = _announcer;
        _epoch = _epoch.Next(views.Term);
        _announcer = announcer;
        _order = announcer is null ? null : new AddressOrder(_address, _epoch, interfaces);
        if (announcer is not null)
        {
            await GrainFactory.GetGrain<INodeGrain>(announcer).AnnounceAsync(_order!, cancellationToken);
        }

        if (previous is not null && previous != announcer)
        {
            await GrainFactory.GetGrain<INodeGrain>(previous)
                .WithdrawAsync(new AddressWithdrawal(_address, _epoch), cancellationToken);
        }

        if (announcer is not null && announcer != previous)
        {
            foreach (var service in _services.Keys)
            {
                events.RecordAnnouncer(service, announcer);
            }
        }

        LogAnnouncerChanged(
            logger, _address, previous ?? "nobody", announcer ?? "nobody", _decision.Refusal?.ToString() ?? "elected", _epoch);
    }
}
