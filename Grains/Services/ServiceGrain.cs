using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Configuration;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Pools;
using MetalOrleans.Grains.Interfaces.Services;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Services;

/// <summary>One Service's convergence: asks the pools, writes the status, tells the address grains.</summary>
public sealed partial class ServiceGrain(
    IClusterViewSource views, IServiceStatusWriter writer, IServiceEventSink events, ILogger<ServiceGrain> logger)
    : Grain, IServiceGrain
{
    private static readonly ImmutableSortedSet<string> _none = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    private ImmutableSortedSet<string> _pools = _none;

    // Freed in passes whose status could not be written, and so not told to anybody yet.
    private ImmutableSortedSet<string> _freedIn = _none;
    private ImmutableArray<Address> _announced = [];
    private ImmutableArray<ServiceEvent> _lastEvents = [];
    private ServiceDecision? _decision;

    private ServiceKey Key => ServiceKey.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Which addresses are announced for the Service is known to this activation only.
        DelayDeactivation(TimeSpan.MaxValue);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task DecideAsync(ServiceView service, CancellationToken cancellationToken) =>
        _decision = await ConvergeAsync(service, cancellationToken);

    /// <inheritdoc/>
    public async Task<ServiceReconciliation> ReconcileAsync(
        ServiceView service, ServiceEndpoints endpoints, CancellationToken cancellationToken)
    {
        var decision = _decision is { } made && made.IsFor(service, views.Current)
            ? made
            : await ConvergeAsync(service, cancellationToken);
        _decision = null;
        var outcome = decision.Outcome;
        if (Failure(await SecureAsync(decision, cancellationToken)) is { } failure)
        {
            // Nothing that its status does not show already: a silo that starts must not take it from the network.
            if (failure.Outcome != ReconciliationOutcome.WriteFailed || !KeepsAll(service, outcome))
            {
                return failure;
            }

            await AnnounceAsync(service, outcome, endpoints, cancellationToken);
            return failure with { Addresses = outcome.IngressIPs };
        }

        await AnnounceAsync(service, outcome, endpoints, cancellationToken);
        await SettleAsync(decision, cancellationToken);
        Publish(outcome);
        var freedIn = _freedIn;
        _freedIn = _none;
        var ended = outcome.Refusal is null ? ReconciliationOutcome.Converged : ReconciliationOutcome.Refused;
        return new ServiceReconciliation(ended, outcome.IngressIPs, freedIn, outcome.WaitsFor, outcome.Refusal?.ToString() ?? "");
    }

    /// <inheritdoc/>
    public async Task<ImmutableSortedSet<string>> ForgetAsync(CancellationToken cancellationToken)
    {
        var freedIn = _freedIn;
        foreach (var pool in PoolsThatMayHold())
        {
            await HoldForOwnerAsync(pool, cancellationToken);
            if (await GrainFactory.GetGrain<IAddressPoolGrain>(pool).SettleAsync(Key, [], cancellationToken))
            {
                freedIn = freedIn.Add(pool);
            }
        }

        foreach (var address in _announced)
        {
            await GrainFactory.GetGrain<IAddressGrain>(address.ToString()).WithdrawAsync(Key, cancellationToken);
        }

        _pools = _none;
        _freedIn = _none;
        _announced = [];
        _decision = null;
        DeactivateOnIdle();
        return freedIn;
    }

    /// <summary>
    /// The pools that were asked, and those that own the addresses by now; all of them when no pass came before, because a
    /// pool learns of holders by itself.
    /// </summary>
    private ImmutableSortedSet<string> PoolsThatMayHold()
    {
        var pools = views.Current.Pools.Values;
        return _pools.Union(
            from pool in pools
            where _pools.IsEmpty || _announced.Any(pool.Owns)
            select pool.Name);
    }

    private async Task<ServiceDecision> ConvergeAsync(ServiceView service, CancellationToken cancellationToken)
    {
        while (true)
        {
            var view = views.Current;
            var holdsMore = false;
            var step = ServiceConvergence.Begin(service, view, _pools);
            while (step is AskPool ask)
            {
                var answer = await AnswerAsync(ask, cancellationToken);
                holdsMore |= answer.HoldsMore;
                step = ServiceConvergence.Next(ask, answer);
            }

            // A pool that was edited during the pass answers by its new ranges: what looks invalid is only newer.
            var outcome = (ConvergenceOutcome)step;
            _freedIn = _freedIn.Union(outcome.FreedIn);
            if (ReferenceEquals(view.Pools, views.Current.Pools))
            {
                return new ServiceDecision(service, view, outcome, holdsMore);
            }
        }
    }

    private async Task<AllocationResult> AnswerAsync(AskPool ask, CancellationToken cancellationToken)
    {
        // Remembered before it is asked: an answer that is lost may have been a yes.
        var isRemembered = _pools.Contains(ask.Pool);
        _pools = _pools.Add(ask.Pool);
        var pool = GrainFactory.GetGrain<IAddressPoolGrain>(ask.Pool);
        var answer = ask.IsAssign
            ? await pool.AssignAsync(ask.Addresses, ask.Request, cancellationToken)
            : await pool.AllocateAsync(ask.Request, cancellationToken);
        if (!answer.IsAllocated && !isRemembered)
        {
            _pools = _pools.Remove(ask.Pool);
        }

        return answer;
    }

    /// <summary>
    /// Has the API server say what was decided, or, where that is to free an address without a write, confirm that the
    /// decision was not based on a stale Service.
    /// </summary>
    private async Task<StatusWriteResult> SecureAsync(ServiceDecision decision, CancellationToken cancellationToken)
    {
        var outcome = decision.Outcome;
        if (outcome.ChangesService)
        {
            var status = new ServiceStatus(outcome.IngressIPs, outcome.AnnotationChanges);
            return await writer.WriteAsync(decision.Service, status, decision.View, cancellationToken);
        }

        return decision.HoldsMore || !outcome.Releases.IsEmpty
            ? await writer.ConfirmAsync(decision.Service, cancellationToken)
            : StatusWriteResult.Written;
    }

    private static bool KeepsAll(ServiceView service, ConvergenceOutcome outcome) =>
        !outcome.Addresses.IsEmpty && outcome.Addresses.ToHashSet().SetEquals(ServiceRequest.Read(service).Current.Addresses);

    private ServiceReconciliation? Failure(StatusWriteResult written)
    {
        if (written.Outcome == StatusWriteOutcome.Written)
        {
            return null;
        }

        LogStatusNotWritten(logger, Key, written.Outcome, written.Message);
        // What the pools gave stays given: the next pass asks again and is answered the same.
        var outcome = written.Outcome == StatusWriteOutcome.Failed
            ? ReconciliationOutcome.WriteFailed
            : ReconciliationOutcome.Conflict;
        return new ServiceReconciliation(outcome, [], FreedIn: _none, WaitsFor: _none, written.Message);
    }

    private async Task AnnounceAsync(
        ServiceView service, ConvergenceOutcome outcome, ServiceEndpoints endpoints, CancellationToken cancellationToken)
    {
        var held = ServiceRequest.Read(service).Current.Addresses;
        var before = _announced.IsEmpty ? held : _announced;
        _announced = outcome.Addresses;
        foreach (var address in outcome.Addresses)
        {
            await GrainFactory.GetGrain<IAddressGrain>(address.ToString())
                .AnnounceAsync(
                    Backing(service, outcome, endpoints) with { IsNewlyAssigned = !held.Contains(address) }, cancellationToken);
        }

        foreach (var address in before.Except(outcome.Addresses))
        {
            await GrainFactory.GetGrain<IAddressGrain>(address.ToString()).WithdrawAsync(Key, cancellationToken);
        }
    }

    private static ServiceBacking Backing(ServiceView service, ConvergenceOutcome outcome, ServiceEndpoints endpoints) => new()
    {
        Service = service.Key,
        Pool = outcome.Pool!,
        Labels = service.Labels,
        IsTrafficPolicyLocal = service.IsTrafficPolicyLocal,
        HasSharingAnnotation = ServiceRequest.Read(service).HasSharingAnnotation,
        HasServingEndpoint = endpoints.HasServing,
        ServingNodes = endpoints.ServingNodes,
        ReadyEndpoints = endpoints.ReadyByNode,
        Routes = ServiceRouteRequest.Of(service),
        Addresses = outcome.Addresses,
        ElectionAddress = outcome.Addresses[0],
    };

    /// <summary>Frees what the Service's status does not show any more.</summary>
    private async Task SettleAsync(ServiceDecision decision, CancellationToken cancellationToken)
    {
        var outcome = decision.Outcome;
        foreach (var pool in outcome.Releases)
        {
            if (!decision.Service.IsLoadBalancer)
            {
                await HoldForOwnerAsync(pool, cancellationToken);
            }

            await SettleAsync(pool, [], cancellationToken);
            _pools = _pools.Remove(pool);
        }

        if (decision.HoldsMore && outcome.Pool is { } holder)
        {
            await SettleAsync(holder, outcome.Addresses, cancellationToken);
        }
    }

    /// <summary>A Service that goes may come back: a pool whose policy says so keeps its addresses for a time.</summary>
    private Task HoldForOwnerAsync(string pool, CancellationToken cancellationToken) =>
        views.Current.PoolPolicies.GetValueOrDefault(pool) is { } policy && policy.HoldFor > TimeSpan.Zero
            ? GrainFactory.GetGrain<IAddressPoolGrain>(pool).HoldForAsync(Key, cancellationToken)
            : Task.CompletedTask;

    private async Task SettleAsync(string pool, ImmutableArray<Address> addresses, CancellationToken cancellationToken)
    {
        if (await GrainFactory.GetGrain<IAddressPoolGrain>(pool).SettleAsync(Key, addresses, cancellationToken))
        {
            _freedIn = _freedIn.Add(pool);
        }
    }

    private void Publish(ConvergenceOutcome outcome)
    {
        foreach (var happened in outcome.Events)
        {
            if (!_lastEvents.Contains(happened))
            {
                events.Record(Key, happened);
                LogConverged(logger, Key, happened.Reason, happened.Message);
            }
        }

        _lastEvents = outcome.Events;
    }
}
