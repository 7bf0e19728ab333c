using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Grains.Addresses;
using MetalOrleans.Grains.Configuration;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Nodes;

/// <summary>One node's desired state as orders arrive, and its agent's session.</summary>
public sealed partial class NodeGrain(
    IClusterViewSource views,
    IAnnouncementSink announcements,
    IAdvertisementSink advertisements,
    TimeProvider time,
    ILogger<NodeGrain> logger)
    : Grain, INodeGrain
{
    // Well below the 30 s after which a grain call is given up, so that an idle wait ends as an answer.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(10);

    private readonly DesiredBook _book = new();
    private readonly SortedDictionary<Address, AddressObservation> _observed = [];
    private readonly Queue<(ulong Version, AddressOrder Order)> _takeOvers = [];
    private long _session;
    private bool _isConnected;
    private ulong _acknowledged;
    private TaskCompletionSource _changed = NewSignal();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Orders live in this activation only: it must not be collected while a node could come back for them.
        DelayDeactivation(TimeSpan.MaxValue);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<DesiredState> ConnectAsync(
        ImmutableArray<AddressObservation> announced, CancellationToken cancellationToken)
    {
        _session++;
        _isConnected = true;
        _observed.Clear();
        foreach (var observation in announced)
        {
            _observed[observation.Address] = observation;
            if (observation.Standing == AddressStanding.Yielded)
            {
                // Another member announces it, so this one is no announcer to go on with.
                await GrainFactory.GetGrain<IAddressGrain>(observation.Address.ToString())
                    .YieldedAsync(this.GetPrimaryKeyString(), observation.Epoch, cancellationToken);
            }
            else if (_book.Orders.Adopt(observation.Address, observation.Epoch, observation.Interfaces, !views.Current.AreAgentsSettled))
            {
                await GrainFactory.GetGrain<IAddressGrain>(observation.Address.ToString())
                    .AdoptAsync(this.GetPrimaryKeyString(), observation.Epoch, cancellationToken);
            }

            // What becomes of an address that is not ordered any more concerns nobody.
            if (_book.Orders.Find(observation.Address) is not null)
            {
                await TellStandingAsync(observation, AddressStanding.Announced, cancellationToken);
            }
        }

        RefreshSessions();
        Signal();
        LogAgentConnected(logger, this.GetPrimaryKeyString(), _session, announced.Length);
        return _book.StateFor(_session);
    }

    /// <inheritdoc/>
    public async Task<DesiredStateChange> WaitForChangesAsync(
        long session, ulong sinceVersion, CancellationToken cancellationToken)
    {
        if (session == _session && sinceVersion == _book.Version)
        {
            try
            {
                await _changed.Task.WaitAsync(WaitMax, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Nothing changed; the gateway asks again.
            }
        }

        return session == _session
            ? _book.ChangesSince(sinceVersion)
            : new DesiredStateChange(sinceVersion, sinceVersion, [], [], IsSuperseded: true);
    }

    /// <inheritdoc/>
    public async Task AcknowledgeAsync(
        long session, ulong version, ImmutableArray<Address> stale, CancellationToken cancellationToken)
    {
        if (session != _session)
        {
            return;
        }

        _acknowledged = version;
        _book.Forget(version);
        while (_takeOvers.TryPeek(out var takeOver) && takeOver.Version <= version)
        {
            _takeOvers.Dequeue();
            await GrainFactory.GetGrain<IAddressGrain>(takeOver.Order.Address.ToString())
                .AnnouncedAsync(this.GetPrimaryKeyString(), takeOver.Order.Epoch, cancellationToken);
        }

        foreach (var address in stale)
        {
            // The agent holds a newer epoch than the order: the address grain has to count on from there.
            if (_observed.TryGetValue(address, out var observation))
            {
                await GrainFactory.GetGrain<IAddressGrain>(address.ToString())
                    .AdoptAsync(this.GetPrimaryKeyString(), observation.Epoch, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async Task ReportAsync(
        long session, ImmutableArray<AddressObservation> observations, CancellationToken cancellationToken)
    {
        if (session == _session)
        {
            foreach (var observation in observations)
            {
                // What is not ordered any more is told once more as it ends, or was on its way when it ended.
                if (_book.Orders.Find(observation.Address) is null)
                {
                    _observed.Remove(observation.Address);
                    continue;
                }

                var before = _observed.GetValueOrDefault(observation.Address);
                _observed[observation.Address] = observation;
                if (observation.AreInterfacesMissing && before is not { AreInterfacesMissing: true })
                {
                    announcements.InterfacesMissing(observation.Address, this.GetPrimaryKeyString());
                }

                if (observation.Standing == AddressStanding.Yielded && before?.Standing != AddressStanding.Yielded)
                {
                    // It yielded while it heard nothing of this silo, or right after its hello: only a newer order ends that.
                    await GrainFactory.GetGrain<IAddressGrain>(observation.Address.ToString())
                        .YieldedAsync(this.GetPrimaryKeyString(), observation.Epoch, cancellationToken);
                }

                await TellStandingAsync(observation, before?.Standing ?? AddressStanding.Announced, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public Task DisconnectAsync(long session, CancellationToken cancellationToken)
    {
        if (session == _session && _isConnected)
        {
            _isConnected = false;
            ForgetSessions();
            Signal();
            LogAgentDisconnected(logger, this.GetPrimaryKeyString(), session);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task AnnounceAsync(AddressOrder order, CancellationToken cancellationToken)
    {
        if (_book.Orders.Announce(order))
        {
            Signal();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task TakeOverAsync(AddressOrder order, CancellationToken cancellationToken)
    {
        // An order that the book refuses is an older one: nobody waits for it any more.
        if (_book.Orders.Announce(order))
        {
            _takeOvers.Enqueue((_book.Version, order));
            Signal();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WithdrawAsync(AddressWithdrawal withdrawal, CancellationToken cancellationToken)
    {
        if (_book.Orders.Withdraw(withdrawal))
        {
            _observed.Remove(withdrawal.Address);
            Signal();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<NodeDescription> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new NodeDescription(
            this.GetPrimaryKeyString(), _isConnected, _book.Version, _acknowledged, _book.Orders.All, [.. _observed.Values]));

    private async Task TellStandingAsync(
        AddressObservation observation, AddressStanding before, CancellationToken cancellationToken)
    {
        if (observation.Standing != before)
        {
            announcements.StandingChanged(observation, this.GetPrimaryKeyString());
            await GrainFactory.GetGrain<IAddressGrain>(observation.Address.ToString())
                .StandAsync(this.GetPrimaryKeyString(), observation.Standing, cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        if (!_isConnected)
        {
            // Who connects next gets all of it.
            _book.ForgetChanges();
        }

        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }
}
