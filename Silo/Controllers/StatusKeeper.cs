using System.Collections.Concurrent;
using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Keeps objects that only report in step with what they report: one write for each change, none without.</summary>
/// <typeparam name="TKey">What the objects of one pass are about.</typeparam>
/// <typeparam name="T">The kind.</typeparam>
internal sealed partial class StatusKeeper<TKey, T>(
    IStatusSubject<TKey, T> subject,
    KubernetesClient client,
    AgentPods pods,
    SiloTerm term,
    SiloOptions options,
    TimeProvider time,
    ILogger logger,
    Func<Task>? whenIdle = null)
    where TKey : struct
    where T : class, IReplaceableResource<T>
{
    // Statuses are for people: a few writes at a time leave the API server to those who wait for addresses.
    private const int Workers = 4;

    // While Services get their addresses, statuses about them can wait; not for ever, as there may always be some.
    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(2);

    private readonly WorkQueue<TKey> _queue = new(time);
    private readonly ConcurrentDictionary<TKey, ImmutableDictionary<ObjectKey, T>> _existing = [];

    /// <summary>Says that what the key's objects report may be something else.</summary>
    public void Add(TKey key) => _queue.Add(key);

    /// <summary>Runs until cancelled.</summary>
    /// <param name="known">Completes when it is known what there is to report: until then what the objects say may be true.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task RunAsync(Task known, CancellationToken cancellationToken)
    {
        var store = new ResourceStore<T>();
        var watch = new OptionalListWatch<T>(client, new ListWatchOptions { Namespace = options.Namespace }, time, logger);
        var watching = watch.RunAsync((happened, _) => OnObjectsAsync(store, happened), cancellationToken);
        await Task.WhenAny(watching, watch.WaitForSyncAsync(cancellationToken));
        await Task.WhenAny(watching, known.WaitAsync(cancellationToken));
        await Task.WhenAll(watching, _queue.RunAsync(Workers, PassAsync, cancellationToken));
    }

    private ValueTask OnObjectsAsync(ResourceStore<T> store, ListWatchEvent<T> happened)
    {
        foreach (var change in store.Apply(happened))
        {
            if ((change.After ?? change.Before) is { } item && subject.KeyOf(item) is { } key && !IsOvertaken(key, change))
            {
                Note(key, change.Key, change.After);
                _queue.Add(key);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The creation of an object is told after its status was written here: a status never goes away.</summary>
    private bool IsOvertaken(TKey key, ResourceChange<T> change) =>
        change.After is { } after
        && !subject.HasStatus(after)
        && _existing.TryGetValue(key, out var items)
        && items.TryGetValue(change.Key, out var held)
        && subject.HasStatus(held)
        && held.Metadata.Uid == after.Metadata.Uid;

    private void Note(TKey about, ObjectKey key, T? item)
    {
        var none = ImmutableDictionary<ObjectKey, T>.Empty;
        var left = _existing.AddOrUpdate(about, _ => Next(none), (_, items) => Next(items));
        if (left.IsEmpty)
        {
            _existing.TryRemove(KeyValuePair.Create(about, left));
        }

        ImmutableDictionary<ObjectKey, T> Next(ImmutableDictionary<ObjectKey, T> items) =>
            item is null ? items.Remove(key) : items.SetItem(key, item);
    }

    /// <returns>Whether the key needs no further pass by itself.</returns>
    private async Task<bool> PassAsync(TKey key, CancellationToken cancellationToken)
    {
        if (!term.IsHeld)
        {
            return false;
        }

        try
        {
            await WaitForIdleAsync(cancellationToken);
            var existing = _existing.GetValueOrDefault(key, ImmutableDictionary<ObjectKey, T>.Empty);
            await WriteAsync(key, subject.Plan(key, existing.Values), cancellationToken);
            return true;
        }
        catch (KubernetesApiException e) when (e.IsConflict || e.IsNotFound)
        {
            // A newer version is on its way through the watch.
            return false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotWritten(logger, T.Description.Kind, key.ToString() ?? "", e.Message);
            return false;
        }
    }

    /// <summary>Lets those go first who wait for addresses and routes.</summary>
    private async Task WaitForIdleAsync(CancellationToken cancellationToken)
    {
        if (whenIdle?.Invoke() is not { IsCompleted: false } idle)
        {
            return;
        }

        try
        {
            await idle.WaitAsync(IdlePatience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Others came meanwhile; it is this status's turn all the same.
        }
    }

    private async Task WriteAsync(TKey key, StatusPlan<T> plan, CancellationToken cancellationToken)
    {
        foreach (var item in plan.Deletions)
        {
            await DeleteAsync(item, cancellationToken);
            Note(key, ObjectKey.Of(item), null);
        }

        foreach (var item in plan.Updates)
        {
            var written = await client.UpdateStatusAsync(item, cancellationToken);
            Note(key, ObjectKey.Of(written), written);
        }

        foreach (var item in plan.Creations)
        {
            var owner = await pods.FindAsync(subject.NodeOf(item), cancellationToken);
            if (owner is not null)
            {
                item.Metadata.OwnerReferences = [owner];
            }

            var created = await client.CreateAsync(item, cancellationToken);
            Note(key, ObjectKey.Of(created), created);
            // The server takes a status only through its own path.
            var written = await client.UpdateStatusAsync(subject.WithStatusOf(created, item), cancellationToken);
            Note(key, ObjectKey.Of(written), written);
            subject.Created(key, written);
        }
    }

    private async Task DeleteAsync(T item, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteAsync<T>(ObjectKey.Of(item), new DeletePreconditions(item.Metadata.Uid, null), cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // Gone is what was wanted.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} of {Key} was not written, trying again: {Reason}")]
    private static partial void LogNotWritten(ILogger logger, string kind, string key, string reason);
}
