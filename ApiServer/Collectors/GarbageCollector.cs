using System.Threading.Channels;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Operations;
using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Storage;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Collectors;

/// <summary>
/// What the garbage collector and the namespace controller of a cluster do: dependents go after their last owner,
/// the contents of a namespace after its deletion, the objects of a kind after its definition.
/// </summary>
internal sealed partial class GarbageCollector : IAsyncDisposable
{
    private readonly ServerParts _parts;
    private readonly ObjectDeleter _deleter;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<(StorageKey Collection, StoreEvent Change)> _changes =
        Channel.CreateUnbounded<(StorageKey Collection, StoreEvent Change)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Task _loop;

    public GarbageCollector(ServerParts parts, ObjectDeleter deleter, ILogger logger)
    {
        _parts = parts;
        _deleter = deleter;
        _logger = logger;
        parts.Store.Follow(Note);
        _loop = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _ended.CancelAsync();
        await _loop;
        _ended.Dispose();
    }

    /// <summary>Only what may concern the collector is queued, so that ordinary writes cost it nothing.</summary>
    private void Note(StorageKey collection, StoreEvent change)
    {
        if (change.Type == StoreEventType.Deleted || !change.Object.Owners.IsEmpty || collection == WriteChecks.NamespaceStorage || IsInNamespaceThatGoes(change))
        {
            _changes.Writer.TryWrite((collection, change));
        }
    }

    private static bool IsInNamespaceThatGoes(StoreEvent change) => change.Previous is not null && change.Object.Json.AsSpan().IndexOf("\"deletionTimestamp\""u8) >= 0;

    private async Task RunAsync()
    {
        try
        {
            await foreach (var (collection, change) in _changes.Reader.ReadAllAsync(_ended.Token))
            {
                await ConsiderSafelyAsync(collection, change);
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The server is ending.
        }
    }

    private async Task ConsiderSafelyAsync(StorageKey collection, StoreEvent change)
    {
        try
        {
            await ConsiderAsync(collection, change);
        }
        catch (ApiFailure failure)
        {
            LogRefused(_logger, change.Object.Key.Name, failure.Message);
        }
    }

    private async Task ConsiderAsync(StorageKey collection, StoreEvent change)
    {
        if (change.Type == StoreEventType.Deleted)
        {
            foreach (var (dependents, key) in _parts.Store.DependentsOf(change.Object.Uid))
            {
                await CollectAsync(dependents, key);
            }

            if (collection == ResourceCatalog.Definitions)
            {
                DeleteObjectsOf(change.Object);
            }

            if (change.Object.Key.Namespace.Length > 0)
            {
                FinishNamespace(change.Object.Key.Namespace);
            }

            return;
        }

        if (!change.Object.Owners.IsEmpty)
        {
            await CollectAsync(collection, change.Object.Key);
        }

        if (collection == WriteChecks.NamespaceStorage)
        {
            await EmptyNamespaceAsync(change.Object.Key.Name);
        }
    }

    /// <summary>Deletes an object all of whose owners are gone, and takes absent owners out of one that has another.</summary>
    private async Task CollectAsync(StorageKey collection, ObjectKey key)
    {
        var item = _parts.Store.Find(collection, key.Namespace, key.Name);
        if (item is null || item.Owners.IsEmpty)
        {
            return;
        }

        var absent = item.Owners.Where(owner => !_parts.Store.Knows(owner)).ToArray();
        if (absent.Length == 0)
        {
            return;
        }

        if (absent.Length == item.Owners.Length)
        {
            LogCollected(_logger, collection.Plural, key.Namespace, key.Name);
            await DeleteAsync(collection, key);
            return;
        }

        var document = item.ToDocument();
        foreach (var owner in absent)
        {
            OwnerReferences.Without(document, owner);
        }

        _parts.Store.Write(collection, document, item);
    }

    private void DeleteObjectsOf(StoredObject definition)
    {
        var document = definition.ToDocument();
        var group = document.Text("spec", "group") ?? "";
        var plural = document.Text("spec", "names", "plural") ?? "";
        foreach (var collection in _parts.Store.Collections().Where(key => key.Group == group && key.Plural == plural))
        {
            foreach (var (_, item) in _parts.Store.Snapshot(collection).Objects)
            {
                _parts.Store.Delete(collection, item);
            }

            _parts.Store.EndWatches(collection);
        }
    }

    private async Task EmptyNamespaceAsync(string name)
    {
        if (!IsGoing(name))
        {
            return;
        }

        foreach (var collection in _parts.Store.Collections())
        {
            foreach (var (key, _) in _parts.Store.Snapshot(collection).Objects.Where(pair => pair.Key.Namespace == name))
            {
                await DeleteAsync(collection, key);
            }
        }

        FinishNamespace(name);
    }

    /// <summary>Removes a namespace that is going away once nothing is left in it.</summary>
    private void FinishNamespace(string name)
    {
        if (IsGoing(name)
            && _parts.Store.Find(WriteChecks.NamespaceStorage, "", name) is { } holder
            && holder.ToDocument().Array("metadata", "finalizers") is not { Count: > 0 }
            && !_parts.Store.Collections().Any(collection => _parts.Store.Snapshot(collection).Objects.Keys.Any(key => key.Namespace == name)))
        {
            _parts.Store.Delete(WriteChecks.NamespaceStorage, holder);
        }
    }

    private bool IsGoing(string name) =>
        _parts.Store.Find(WriteChecks.NamespaceStorage, "", name)?.ToDocument().Text("metadata", "deletionTimestamp") is not null;

    private async Task DeleteAsync(StorageKey collection, ObjectKey key)
    {
        var resource = _parts.Catalog.Table.All.FirstOrDefault(candidate => candidate.Storage == collection);
        if (resource is null)
        {
            if (_parts.Store.Find(collection, key.Namespace, key.Name) is { } item)
            {
                _parts.Store.Delete(collection, item);
            }

            return;
        }

        try
        {
            await _deleter.DeleteAsync(new WriteIntent(resource, key.Namespace, key.Name), DeleteDemand.Plain, _ended.Token);
        }
        catch (ApiFailure failure) when (failure.Code == 404)
        {
            // Somebody else deleted it first.
        }
    }
}
