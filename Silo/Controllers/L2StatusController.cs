using System.Collections.Concurrent;
using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Keeps the ServiceL2Status objects (C-130 to C-133): one for each node that announces a Service, written when it changes,
/// after the failover that it tells of.
/// </summary>
internal sealed partial class L2StatusController(
    KubernetesClient client,
    AnnouncementBoard board,
    AgentPods pods,
    ClusterViewStore views,
    SiloTerm term,
    SiloOptions options,
    TimeProvider time,
    ILogger<L2StatusController> logger)
{
    // Statuses are for people: a few writes at a time leave the API server to those who wait for addresses.
    private const int Workers = 4;

    private readonly WorkQueue<ServiceKey> _queue = new(time);
    private readonly ConcurrentDictionary<ServiceKey, ImmutableDictionary<ObjectKey, ServiceL2Status>> _existing = [];

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        views.Observe((_, after) => CompleteWhenSettled(after, settled));
        CompleteWhenSettled(views.Current, settled);
        board.Observe(_queue.Add);
        var store = new ResourceStore<ServiceL2Status>();
        var watch = new ListWatch<ServiceL2Status>(
            client, new ListWatchOptions { Namespace = options.Namespace }, time, logger);
        var watching = watch.RunAsync((happened, _) => OnStatusesAsync(store, happened), cancellationToken);
        await Task.WhenAny(watching, watch.WaitForSyncAsync(cancellationToken));

        // Before agents have settled nobody knows who announces: what the objects say may still be true.
        await Task.WhenAny(watching, settled.Task.WaitAsync(cancellationToken));
        await Task.WhenAll(watching, _queue.RunAsync(Workers, PassAsync, cancellationToken));
    }

    private static void CompleteWhenSettled(ClusterView view, TaskCompletionSource settled)
    {
        if (view.AreAgentsSettled)
        {
            settled.TrySetResult();
        }
    }

    private ValueTask OnStatusesAsync(ResourceStore<ServiceL2Status> store, ListWatchEvent<ServiceL2Status> happened)
    {
        foreach (var change in store.Apply(happened))
        {
            if ((change.After ?? change.Before) is { } item && L2StatusPlan.ServiceOf(item) is { } service
                && !IsOvertaken(service, change))
            {
                Note(service, change.Key, change.After);
                _queue.Add(service);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The creation of an object is told after its status was written here: a status never goes away.</summary>
    private bool IsOvertaken(ServiceKey service, ResourceChange<ServiceL2Status> change) =>
        change.After is { Status: null } after
        && _existing.TryGetValue(service, out var items)
        && items.TryGetValue(change.Key, out var held)
        && held.Status is not null
        && held.Metadata.Uid == after.Metadata.Uid;

    private void Note(ServiceKey service, ObjectKey key, ServiceL2Status? item)
    {
        var none = ImmutableDictionary<ObjectKey, ServiceL2Status>.Empty;
        var left = _existing.AddOrUpdate(service, _ => Next(none), (_, items) => Next(items));
        if (left.IsEmpty)
        {
            _existing.TryRemove(KeyValuePair.Create(service, left));
        }

        ImmutableDictionary<ObjectKey, ServiceL2Status> Next(ImmutableDictionary<ObjectKey, ServiceL2Status> items) =>
            item is null ? items.Remove(key) : items.SetItem(key, item);
    }

    /// <returns>Whether the Service needs no further pass by itself.</returns>
    private async Task<bool> PassAsync(ServiceKey service, CancellationToken cancellationToken)
    {
        if (!term.IsHeld)
        {
            return false;
        }

        try
        {
            var existing = _existing.GetValueOrDefault(service, ImmutableDictionary<ObjectKey, ServiceL2Status>.Empty);
            await WriteAsync(
                service,
                L2StatusPlan.Make(service, board.AnnouncersOf(service), existing.Values, options.Namespace),
                cancellationToken);
            return true;
        }
        catch (KubernetesApiException e) when (e.IsConflict || e.IsNotFound)
        {
            // A newer version is on its way through the watch.
            return false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogStatusNotWritten(logger, service, e.Message);
            return false;
        }
    }

    private async Task WriteAsync(ServiceKey service, L2StatusPlan plan, CancellationToken cancellationToken)
    {
        foreach (var item in plan.Deletions)
        {
            await DeleteAsync(item, cancellationToken);
            Note(service, ObjectKey.Of(item), null);
        }

        foreach (var item in plan.Updates)
        {
            var written = await client.UpdateStatusAsync(item, cancellationToken);
            Note(service, ObjectKey.Of(written), written);
        }

        foreach (var item in plan.Creations)
        {
            var owner = await pods.FindAsync(item.Status!.Node!, cancellationToken);
            var metadata = item.Metadata with { OwnerReferences = owner is null ? null : [owner] };
            var created = await client.CreateAsync(item with { Metadata = metadata }, cancellationToken);
            Note(service, ObjectKey.Of(created), created);
            // The server takes a status only through its own path.
            var written = await client.UpdateStatusAsync(created with { Status = item.Status }, cancellationToken);
            Note(service, ObjectKey.Of(written), written);
        }
    }

    private async Task DeleteAsync(ServiceL2Status item, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteAsync<ServiceL2Status>(
                ObjectKey.Of(item), new DeletePreconditions(item.Metadata.Uid, null), cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // Gone is what was wanted.
        }
    }
}
