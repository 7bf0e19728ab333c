using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Announcements;
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
    private ImmutableSortedSet<string> _pools = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    private ImmutableArray<Address> _announced = [];
    private ImmutableArray<ServiceEvent> _lastEvents = [];

    private ServiceKey Key => ServiceKey.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Which addresses are announced for the Service is known to this activation only.
        DelayDeactivation(TimeSpan.MaxValue);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ServiceReconciliation> ReconcileAsync(
        ServiceView service, ServiceEndpoints endpoints, CancellationToken cancellationToken)
    {
        var outcome = await ConvergeAsync(service, cancellationToken);
        if (outcome.ChangesService)
        {
            var status = new ServiceStatus(outcome.IngressIPs, outcome.AnnotationChanges);
            var written = await writer.WriteAsync(service, status, cancellationToken);
            if (Failure(written) is { } failure)
            {
                return failure;
            }
        }

        await AnnounceAsync(service, outcome, endpoints, cancellationToken);
        var hasFreed = await ReleaseAsync(outcome, cancellationToken);
        Publish(outcome);
        var ended = outcome.Refusal is null ? ReconciliationOutcome.Converged : ReconciliationOutcome.Refused;
        return new ServiceReconciliation(ended, outcome.IngressIPs, hasFreed, outcome.Refusal?.ToString() ?? "");
    }

    /// <inheritdoc/>
    public async Task<bool> ForgetAsync(CancellationToken cancellationToken)
    {
        var hasFreed = false;
        foreach (var pool in _pools)
        {
            hasFreed |= await GrainFactory.GetGrain<IAddressPoolGrain>(pool).ReleaseAsync(Key, cancellationToken);
        }

        foreach (var address in _announced)
        {
            await GrainFactory.GetGrain<IAddressGrain>(address.ToString()).WithdrawAsync(Key, cancellationToken);
        }

        _pools = _pools.Clear();
        _announced = [];
        DeactivateOnIdle();
        return hasFreed;
    }

    private async Task<ConvergenceOutcome> ConvergeAsync(ServiceView service, CancellationToken cancellationToken)
    {
        while (true)
        {
            var view = views.Current;
            var step = ServiceConvergence.Begin(service, view, _pools);
            while (step is AskPool ask)
            {
                step = ServiceConvergence.Next(ask, await AnswerAsync(ask, cancellationToken));
            }

            // A pool that was edited during the pass answers by its new ranges: what looks invalid is only newer.
            var outcome = (ConvergenceOutcome)step;
            if (outcome.Refusal != ConvergenceRefusal.InvalidAnswer || ReferenceEquals(view, views.Current))
            {
                return outcome;
            }
        }
    }

    private Task<AllocationResult> AnswerAsync(AskPool ask, CancellationToken cancellationToken)
    {
        _pools = _pools.Add(ask.Pool);
        var pool = GrainFactory.GetGrain<IAddressPoolGrain>(ask.Pool);
        return ask.IsAssign
            ? pool.AssignAsync(ask.Addresses, ask.Request, cancellationToken)
            : pool.AllocateAsync(ask.Request, cancellationToken);
    }

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
        return new ServiceReconciliation(outcome, [], HasFreedAddress: false, written.Message);
    }

    private async Task AnnounceAsync(
        ServiceView service, ConvergenceOutcome outcome, ServiceEndpoints endpoints, CancellationToken cancellationToken)
    {
        var before = _announced.IsEmpty ? ServiceRequest.Read(service).Current.Addresses : _announced;
        _announced = outcome.Addresses;
        foreach (var address in outcome.Addresses)
        {
            await GrainFactory.GetGrain<IAddressGrain>(address.ToString())
                .AnnounceAsync(Backing(service, outcome, endpoints), cancellationToken);
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
        ElectionAddress = outcome.Addresses[0],
    };

    private async Task<bool> ReleaseAsync(ConvergenceOutcome outcome, CancellationToken cancellationToken)
    {
        var hasFreed = outcome.FreesAddress;
        foreach (var pool in outcome.Releases)
        {
            hasFreed |= await GrainFactory.GetGrain<IAddressPoolGrain>(pool).ReleaseAsync(Key, cancellationToken);
            _pools = _pools.Remove(pool);
        }

        return hasFreed;
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
