using System.Collections.Immutable;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Services;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;
using MetalOrleans.Silo.Metrics;
using MetalOrleans.Silo.Telemetry;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Watches Services and EndpointSlices, and has each Service converge whenever something it depends on changed.</summary>
internal sealed partial class ServiceController(
    KubernetesClient client,
    IGrainFactory grains,
    ServiceStore store,
    AddressDirectory addresses,
    PoolStatusController poolStatus,
    ControllerMetrics metrics,
    ClusterViewStore views,
    SiloOptions options,
    TimeProvider time,
    ILogger<ServiceController> logger)
{
    // A pass waits for the API server most of its time; this many at once keep it busy without flooding it.
    private const int Workers = 16;

    // Long enough for an API server that comes back together with the silo.
    private static readonly TimeSpan AdoptionPatience = TimeSpan.FromSeconds(30);

    private readonly WorkQueue<ServiceKey> _queue = new(time);
    private readonly ResourceStore<Service> _services = new();
    private readonly ResourceStore<EndpointSlice> _slices = new();
    private readonly ReconsiderationInbox _inbox = new();
    private readonly ServiceSweep _sweep = new(grains, logger);

    private readonly Lock _adding = new();
    private readonly Adoption _adoption = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _sweepAllowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isConverging;

    /// <summary>Completes when no Service waits for a pass; retries that are due later do not count.</summary>
    public Task WhenIdleAsync() => _queue.WhenIdleAsync();

    /// <summary>Whether everything that was read has had its passes, and none has to be repeated.</summary>
    public bool IsAtRest
    {
        get
        {
            // What can be read already may not have reached the inbox and the queue yet: their writers are waited for.
            views.AwaitObservers();
            lock (_adding)
            {
                return _inbox.IsEmpty && _queue.IsAtRest;
            }
        }
    }

    /// <summary>Keeps what is read up to date, until cancelled; nothing converges by this alone.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var services = new ListWatch<Service>(client, new ListWatchOptions(), time, logger);
        var slices = new ListWatch<EndpointSlice>(client, new ListWatchOptions(), time, logger);
        var watching = Task.WhenAll(
            services.RunAsync(OnServicesAsync, cancellationToken), slices.RunAsync(OnSlicesAsync, cancellationToken));
        await Task.WhenAny(
            watching,
            Task.WhenAll(services.WaitForSyncAsync(cancellationToken), slices.WaitForSyncAsync(cancellationToken)));
        _synced.TrySetResult();
        await watching;
    }

    /// <summary>Completes when Services and EndpointSlices have been read once.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <summary>Has Services converge, until cancelled: those that have been read, then each that changes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        views.Observe(_inbox.Add);
        await WaitForSyncAsync(cancellationToken);
        lock (_adding)
        {
            _isConverging = true;
            // Services with an address come first, those with most of them foremost (S-058).
            var concerned = store.All.Select(entry => entry.Value).Where(IsOurs)
                .OrderByDescending(AddressCount)
                .ThenBy(service => service.Metadata.Namespace, StringComparer.Ordinal)
                .ThenBy(service => service.Metadata.Name, StringComparer.Ordinal);
            foreach (var service in concerned)
            {
                var key = ServiceStore.KeyOf(service);
                if (AddressCount(service) > 0)
                {
                    _adoption.Await(key);
                }

                _queue.Add(key);
            }
        }

        _sweepAllowed.TrySetResult();
        await Task.WhenAll(ReconsiderAsync(cancellationToken), _queue.RunAsync(Workers, PassAsync, cancellationToken));
    }

    /// <summary>
    /// Completes when every Service that was there at the start has had its first pass (S-059), and those with an address one
    /// that announced it: agents keep what they have until then, so that nothing is withdrawn for being unread.
    /// </summary>
    public async Task WaitForFirstSweepAsync(CancellationToken cancellationToken)
    {
        await _sweepAllowed.Task.WaitAsync(cancellationToken);
        await _queue.WhenIdleAsync().WaitAsync(cancellationToken);
        _adoption.CompleteIfNoneIsLeft();
        try
        {
            await _adoption.Completed.WaitAsync(AdoptionPatience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // One Service whose status cannot be written must not keep all others from their agents.
            LogUnadopted(logger, string.Join(", ", _adoption.Left.Take(5)), _adoption.Left.Count, AdoptionPatience);
        }
    }

    private ValueTask OnServicesAsync(ListWatchEvent<Service> happened, CancellationToken cancellationToken)
    {
        lock (_adding)
        {
            // Services with an address come first, those with most of them foremost (S-058).
            foreach (var change in _services.Apply(happened).OrderByDescending(change => AddressCount(change.After)))
            {
                Take(change);
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Take(ResourceChange<Service> change)
    {
        var key = new ServiceKey(change.Key.Namespace, change.Key.Name);
        if (change.After is { } service)
        {
            store.Put(service);
        }
        else
        {
            store.Remove(key);
        }

        if (_isConverging && (IsOurs(change.Before) || IsOurs(change.After) || addresses.Knows(key)))
        {
            _queue.Add(key);
        }
    }

    private static int AddressCount(Service? service) => service?.Status?.LoadBalancer?.Ingress?.Count ?? 0;

    private ValueTask OnSlicesAsync(ListWatchEvent<EndpointSlice> happened, CancellationToken cancellationToken)
    {
        lock (_adding)
        {
            foreach (var change in _slices.Apply(happened))
            {
                var before = change.Before is { } gone ? store.Remove(gone) : null;
                var after = change.After is { } slice ? store.Put(slice) : null;
                foreach (var key in new[] { before, after }.Distinct())
                {
                    if (_isConverging && key is { } concerned && ViewOf(concerned) is not null)
                    {
                        _queue.Add(concerned);
                    }
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    private bool IsOurs(Service? service) =>
        service is not null && ServiceMapping.ToView(service).IsOurs(options.LoadBalancerClass);

    /// <summary>A Service that is ours to converge; null when it is gone, or not ours.</summary>
    private ServiceView? ViewOf(ServiceKey key) =>
        store.TryGet(key, out var service) && ServiceMapping.ToView(service) is var view && view.IsOurs(options.LoadBalancerClass)
            ? view
            : null;

    /// <summary>Has the Services converge that a changed pool or namespace may concern, then those that wait for what became free (S-057).</summary>
    private async Task ReconsiderAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (change, woken, newer) = await _inbox.TakeAsync(cancellationToken);
            if (!change.IsEmpty)
            {
                LogServicesReloaded(logger);
                await _sweep.RunAsync(Concerned(store.All.Select(entry => entry.Key)).Where(change.Concerns), _queue, newer, cancellationToken);
            }

            await _sweep.RunAsync(Concerned(woken), _queue, newer, cancellationToken);
        }
    }

    private IEnumerable<ServiceView> Concerned(IEnumerable<ServiceKey> keys) => keys.Select(ViewOf).OfType<ServiceView>();

    /// <returns>Whether the Service needs no further pass by itself.</returns>
    private async Task<bool> PassAsync(ServiceKey key, CancellationToken cancellationToken)
    {
        using var span = SiloActivities.Pass(key.ToString());
        try
        {
            metrics.CountUpdate();
            var grain = grains.GetGrain<IServiceGrain>(key.ToString());
            return ViewOf(key) is { } service
                ? await ReconcileAsync(grain, service, key, cancellationToken)
                : await ForgetAsync(grain, key, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            metrics.CountError();
            LogPassFailed(logger, e, key);
            return false;
        }
        finally
        {
            _sweep.Passed(key);
        }
    }

    private async Task<bool> ReconcileAsync(
        IServiceGrain grain, ServiceView service, ServiceKey key, CancellationToken cancellationToken)
    {
        var since = _sweep.BeginningOf(key);
        var result = await grain.ReconcileAsync(service, store.EndpointsOf(key), cancellationToken);
        var isSettled = result.Outcome is not (ReconciliationOutcome.Conflict or ReconciliationOutcome.WriteFailed);
        if (isSettled || !result.Addresses.IsEmpty)
        {
            Adopt(key, result.Addresses);
        }

        if (!isSettled)
        {
            metrics.CountError();
            return false;
        }

        poolStatus.Touch();
        if (_sweep.Waiting.Set(key, result.WaitsFor, since))
        {
            _queue.Add(key);
        }

        Wake(result.FreedIn);
        return true;
    }

    private async Task<bool> ForgetAsync(IServiceGrain grain, ServiceKey key, CancellationToken cancellationToken)
    {
        var freedIn = await grain.ForgetAsync(cancellationToken);
        Adopt(key, []);
        _sweep.Waiting.Set(key, freedIn.Clear(), _sweep.BeginningOf(key));
        poolStatus.Touch();
        Wake(freedIn);
        return true;
    }

    private void Adopt(ServiceKey key, ImmutableArray<string> held)
    {
        addresses.Set(key, held);
        _adoption.Settle(key);
    }

    /// <summary>Something became free: Services that wait for it get another pass (S-035, S-057, W-104).</summary>
    public void Wake(ImmutableSortedSet<string> pools)
    {
        if (!pools.IsEmpty)
        {
            _inbox.Add(_sweep.Waiting.Wake(pools));
        }
    }
}
