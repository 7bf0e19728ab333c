using System.Text.Json;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Kubernetes.Watching;

/// <summary>Keeps a consumer informed of all objects of a kind, for as long as it runs. The only list-watch loop there is.</summary>
/// <remarks>
/// <para>
/// It lists (paged, a consistent read), hands over <see cref="Synced{T}"/>, then watches from the list's version and hands
/// over <see cref="Applied{T}"/> and <see cref="Deleted{T}"/> in the server's order. The handler is awaited before the
/// next line is read, so a slow consumer slows the stream and nothing is queued.
/// </para>
/// <para>
/// A watch that ends or breaks is resumed from the last version seen, bookmarks included. It lists again when the server
/// no longer has that version (410, as HTTP status or as ERROR event), has never had it (a restored server), answers
/// 400, sends an unreadable line twice in a row, or when the handler threw: its view is then made whole again. Failures
/// in a row wait ever longer; what the server says in Retry-After goes before.
/// </para>
/// <para>Nothing is filtered on generation, because Services and Nodes change through labels and annotations.</para>
/// </remarks>
/// <typeparam name="T">The kind.</typeparam>
public sealed partial class ListWatch<T>(KubernetesClient client, ListWatchOptions options, TimeProvider time, ILogger logger)
    : IListWatchHealth
    where T : class, IKubernetesResource<T>
{
    /// <summary>No contact yet; timestamps of a clock are not negative.</summary>
    private const long Never = -1;

    private readonly KnownObjects<T> _known = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RelistRequests _relists = new();
    private readonly Backoff _backoff = new(options.BackoffFirst, options.BackoffMax, options.Random);

    private string? _resourceVersion;
    private bool _isHandling;
    private int _unreadableLines;
    private long _lastContact = Never;
    private long _lists;

    /// <inheritdoc/>
    public string Resource => T.Description.FullName;

    /// <inheritdoc/>
    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    /// <inheritdoc/>
    public TimeSpan? LastContactAge =>
        Interlocked.Read(ref _lastContact) is var at and not Never ? time.GetElapsedTime(at) : null;

    /// <inheritdoc/>
    public long RelistCount => Math.Max(0, Interlocked.Read(ref _lists) - 1);

    /// <inheritdoc/>
    public string? LastFailure { get; private set; }

    /// <summary>Completes when the first full list was handed over.</summary>
    public Task WaitForSyncAsync(CancellationToken token) => _synced.Task.WaitAsync(token);

    /// <summary>
    /// Lists anew, whatever the watch says, and completes when that list was handed over: what was written before this call
    /// is then known. Waits for as long as the server cannot be reached, or nothing runs.
    /// </summary>
    public Task RelistAsync(CancellationToken token) => _relists.AskAsync().WaitAsync(token);

    /// <summary>Runs until cancelled, then returns. Call once.</summary>
    public async Task RunAsync(Func<ListWatchEvent<T>, CancellationToken, ValueTask> handler, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ListWatchMetrics.Start(this);
        try
        {
            while (true)
            {
                var wait = await RunOnceAsync(handler, token);
                if (wait > TimeSpan.Zero)
                {
                    await PauseAsync(wait, token);
                }
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            LogStopped(Resource);
        }
        finally
        {
            ListWatchMetrics.Stop(this);
        }
    }

    /// <summary>Lists if it must, watches until that ends, and yields the wait before the next attempt.</summary>
    private async Task<TimeSpan> RunOnceAsync(
        Func<ListWatchEvent<T>, CancellationToken, ValueTask> handler,
        CancellationToken token)
    {
        try
        {
            _isHandling = false;
            if (_resourceVersion is null)
            {
                await ListAsync(handler, token);
            }

            return await WatchAsync(handler, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            token.ThrowIfCancellationRequested();
            return Judge(e);
        }
    }

    private async Task ListAsync(Func<ListWatchEvent<T>, CancellationToken, ValueTask> handler, CancellationToken token)
    {
        var waiting = _relists.Waiting();
        var query = new ListQuery
        {
            Namespace = options.Namespace,
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            Limit = options.PageLimit,
        };
        var list = await client.ListAllAsync<T>(query, token);
        var version = list.Metadata.ResourceVersion
            ?? throw new JsonException("the list carries no metadata.resourceVersion");
        MarkContact();
        foreach (var unreadable in list.Unreadable)
        {
            ReportUnreadable(unreadable);
        }

        if (Interlocked.Increment(ref _lists) > 1)
        {
            ListWatchMetrics.CountRelist(Resource);
        }

        var synced = _known.Replace(list);
        await HandAsync(handler, synced, token);
        _resourceVersion = version;
        LastFailure = null;
        LogListed(Resource, synced.Items.Length, version);
        _synced.TrySetResult();
        _relists.Serve(waiting);
    }

    private async Task<TimeSpan> WatchAsync(
        Func<ListWatchEvent<T>, CancellationToken, ValueTask> handler,
        CancellationToken token)
    {
        using var idle = new CancellationTokenSource(options.IdleDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, idle.Token);
        if (_relists.Interrupt(either))
        {
            _resourceVersion = null;
            return TimeSpan.Zero;
        }

        var started = time.GetTimestamp();
        try
        {
            await using var stream = await client.WatchAsync<T>(NextWatch(), either.Token);
            while (await stream.ReadAsync(either.Token) is { } line)
            {
                MarkContact();
                if (line.Type == WatchEventType.Error)
                {
                    throw ToException(line.Status!);
                }

                // The consumer's time is not the server's silence.
                idle.CancelAfter(Timeout.InfiniteTimeSpan);
                await TellAsync(line, handler, token);
                idle.CancelAfter(options.IdleDeadline);
                _backoff.Reset();
                _unreadableLines = 0;
                LastFailure = null;
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !token.IsCancellationRequested)
        {
            // Somebody asked for a list. Or: a server that was restored to an older state keeps a watch from a version it
            // never had open and silent, so going on from there could miss everything. The wait is behind us; a failing
            // list backs off.
            if (idle.IsCancellationRequested)
            {
                LogIdle(Resource, options.IdleDeadline);
            }

            _resourceVersion = null;
            return TimeSpan.Zero;
        }
        finally
        {
            _relists.Interrupt(null);
        }

        var lasted = time.GetElapsedTime(started);
        LogEnded(Resource, lasted);
        if (lasted >= options.WatchDurationMin)
        {
            _backoff.Reset();
        }

        return lasted >= options.WatchDurationMin ? TimeSpan.Zero : _backoff.Next();
    }

    private async ValueTask TellAsync(
        WatchEvent<T> line,
        Func<ListWatchEvent<T>, CancellationToken, ValueTask> handler,
        CancellationToken token)
    {
        if (line.Unreadable is { } unreadable)
        {
            ReportUnreadable(unreadable);
        }

        if (line.Type != WatchEventType.Bookmark)
        {
            var (first, second) = _known.Observe(line);
            if (first is not null)
            {
                await HandAsync(handler, first, token);
            }

            if (second is not null)
            {
                await HandAsync(handler, second, token);
            }
        }

        if (line.ResourceVersion.Length > 0)
        {
            _resourceVersion = line.ResourceVersion;
        }
    }

    private async ValueTask HandAsync(
        Func<ListWatchEvent<T>, CancellationToken, ValueTask> handler,
        ListWatchEvent<T> listWatchEvent,
        CancellationToken token)
    {
        _isHandling = true;
        await handler(listWatchEvent, token);
        _isHandling = false;
        ListWatchMetrics.CountEvent(Resource);
    }

    private WatchQuery NextWatch() => new()
    {
        Namespace = options.Namespace,
        LabelSelector = options.LabelSelector,
        FieldSelector = options.FieldSelector,
        ResourceVersion = _resourceVersion!,
        // Drawn from one to two times the least, so that the watches of a restarted server do not end together.
        Timeout = options.WatchTimeoutMin * (1 + options.Random.NextDouble()),
    };

    private void MarkContact() => Interlocked.Exchange(ref _lastContact, time.GetTimestamp());
}
