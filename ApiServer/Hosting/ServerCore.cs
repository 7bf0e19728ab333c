using MetalOrleans.ApiServer.Collectors;
using MetalOrleans.ApiServer.Discovery;
using MetalOrleans.ApiServer.Operations;
using MetalOrleans.ApiServer.Requests;
using MetalOrleans.ApiServer.Resources;
using MetalOrleans.ApiServer.Storage;
using MetalOrleans.ApiServer.Strategies;
using MetalOrleans.ApiServer.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.ApiServer.Hosting;

/// <summary>The server without its listeners: the store, the operations on it, and what runs behind them.</summary>
internal sealed class ServerCore : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly DirectoryJournal? _journal;
    private readonly GarbageCollector _collector;
    private readonly RequestPipeline _pipeline;
    private readonly PageCache _pages;
    private readonly WebhookCall _webhooks;
    private readonly OwnThreads? _threads;

    private ServerCore(ServerParts parts, DirectoryJournal? journal, WebhookCall webhooks, ILoggerFactory loggers)
    {
        _webhooks = webhooks;
        _threads = parts.Options.OwnThreads > 0 ? new OwnThreads("API server", parts.Options.OwnThreads) : null;
        Parts = parts;
        _journal = journal;
        _pages = new PageCache(parts.Options.TimeProvider);
        var checks = new WriteChecks(parts, new ValidatingWebhooks(parts, webhooks));
        Creator = new ObjectCreator(parts, checks);
        Updater = new ObjectUpdater(parts, checks);
        var deleter = new ObjectDeleter(parts, checks);
        var handler = new ResourceHandler(
            parts,
            Creator,
            Updater,
            new ObjectPatcher(parts, Creator, Updater),
            deleter,
            new ListOperation(parts, _pages),
            new WatchOperation(parts),
            new ReviewOperation(parts));
        _pipeline = new RequestPipeline(parts, new DiscoveryHandler(parts.Catalog), handler, loggers.CreateLogger<RequestPipeline>());
        _collector = new GarbageCollector(parts, deleter, loggers.CreateLogger<GarbageCollector>());
    }

    public ServerParts Parts { get; }

    public ObjectCreator Creator { get; }

    public ObjectUpdater Updater { get; }

    public CancellationToken Ended => _ended.Token;

    public static async Task<ServerCore> StartAsync(ApiServerOptions options, CancellationToken cancellationToken)
    {
        var loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        var store = new ObjectStore(options);
        var addresses = new ServiceAddresses();
        var services = new StorageKey("", "services", "v1");
        store.Follow((collection, change) =>
        {
            if (collection == services)
            {
                addresses.Follow(change.Previous?.ToDocument(), change.Type == StoreEventType.Deleted ? null : change.Object.ToDocument());
            }
        });
        var webhooks = new WebhookCall(options.WebhookServices);
        var converter = new ObjectConverter(options.Conversion, new ConversionWebhooks(store, webhooks));
        var parts = new ServerParts(options, store, new ResourceCatalog(store), addresses, converter);
        DirectoryJournal? journal = null;
        if (options.Directory is { } directory)
        {
            var files = new ObjectFiles(directory, loggers.CreateLogger<ObjectFiles>());
            var loaded = files.Load();
            var revision = Math.Max(files.ReadRevision(), loaded.Select(item => item.Object.Revision).DefaultIfEmpty(1).Max());
            journal = new DirectoryJournal(files, options.Durability, revision, loggers.CreateLogger<DirectoryJournal>());
            store.Restore(loaded, revision, journal);
        }

        var core = new ServerCore(parts, journal, webhooks, loggers);
        await new FirstObjects(parts, core.Creator, core.Updater).InstallAsync(cancellationToken);
        return core;
    }

    public Task HandleAsync(HttpContext http) =>
        _threads is null ? _pipeline.HandleAsync(http) : _threads.RunAsync(() => _pipeline.HandleAsync(http));

    public void ForgetHistory()
    {
        Parts.Store.ForgetHistory();
        _pages.Clear();
    }

    public Task FlushAsync() => _journal?.FlushAsync() ?? Task.CompletedTask;

    /// <summary>Ends watches and in-process requests, so that a listener can stop without waiting for them.</summary>
    public async Task EndRequestsAsync()
    {
        Parts.Store.EndWatches(null);
        await _ended.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndRequestsAsync();
        await _collector.DisposeAsync();
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }

        _threads?.Dispose();
        _webhooks.Dispose();
        _ended.Dispose();
    }
}
