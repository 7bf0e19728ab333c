using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Requests;
using MetalOrleans.ApiServer.Storage;
using MetalOrleans.ApiServer.Tables;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>Writes one watch's events to its connection, with bookmarks, timeout and whatever a fault asks for.</summary>
internal sealed class WatchStream(ApiRequest request, ServerParts parts, WatchFilter filter)
{
    private int _sent;
    private long _lastRevision;
    private bool _sentColumns;

    /// <summary>Sends the headers, so that the client knows the watch is established before the first event.</summary>
    public void Begin()
    {
        var response = request.Http.Response;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-cache, private";
    }

    public async Task SendStateAsync(Snapshot snapshot)
    {
        foreach (var (_, item) in snapshot.Objects)
        {
            if (filter.Matches(item))
            {
                await WriteAsync("ADDED", item);
            }
        }

        await FlushAsync();
        _lastRevision = Math.Max(_lastRevision, snapshot.Revision);
    }

    public async Task SendAsync(StoreEvent change)
    {
        _lastRevision = Math.Max(_lastRevision, change.Object.Revision);
        if (filter.See(change) is { } seen)
        {
            await WriteAsync(seen switch { StoreEventType.Added => "ADDED", StoreEventType.Modified => "MODIFIED", _ => "DELETED" }, Shown(change, seen));
        }
    }

    public async Task SendErrorAsync(ApiFailure failure)
    {
        Write("ERROR", Doc.ToUtf8(failure.ToStatus()));
        await FlushAsync();
    }

    public async Task SendBookmarkAsync(long revision, bool isEndOfState)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
        if (isEndOfState)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        var mark = new JsonObject { ["kind"] = request.Resource.Kind, ["apiVersion"] = request.Resource.ApiVersion, ["metadata"] = metadata };
        if (request.Media.Rendering == Rendering.Table)
        {
            var row = new JsonObject { ["cells"] = new JsonArray([.. request.Resource.Printer.Columns.Select(_ => (JsonNode)"")]), ["object"] = mark };
            mark = TableWriter.Table(request.Resource.Printer, new JsonObject { ["resourceVersion"] = metadata["resourceVersion"]!.DeepClone() }, false, [row]);
        }

        Write("BOOKMARK", Doc.ToUtf8(mark));
        await FlushAsync();
    }

    /// <summary>Sends what comes until the timeout, the client's departure, an overflow or the server's end.</summary>
    public async Task FollowAsync(StoreWatcher watcher)
    {
        await FlushAsync();
        if (request.Fault?.HoldEventsUntil is { } gate)
        {
            await gate.WaitAsync(request.Aborted);
        }

        var limit = request.Options.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : parts.Options.WatchTimeout;
        using var deadline = new CancellationTokenSource(limit, parts.Options.TimeProvider);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, request.Aborted);
        using var beat = new PeriodicTimer(parts.Options.BookmarkInterval, parts.Options.TimeProvider);
        var tick = request.Options.AllowBookmarks ? beat.WaitForNextTickAsync(ended.Token).AsTask() : null;
        try
        {
            while (true)
            {
                var more = watcher.Events.WaitToReadAsync(ended.Token);
                if (tick is not null && !more.IsCompleted)
                {
                    var pending = more.AsTask();
                    while (await Task.WhenAny(pending, tick) == tick)
                    {
                        await tick;
                        await DrainAsync(watcher, bookmark: true);
                        tick = beat.WaitForNextTickAsync(ended.Token).AsTask();
                    }

                    more = new ValueTask<bool>(pending);
                }

                if (!await more)
                {
                    return;
                }

                await DrainAsync(watcher, bookmark: false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            if (!request.Aborted.IsCancellationRequested && request.Options.AllowBookmarks)
            {
                await DrainAsync(watcher, bookmark: true);
            }
        }
    }

    private async Task DrainAsync(StoreWatcher watcher, bool bookmark)
    {
        // Read before draining: every change up to this revision is in the channel already.
        var revision = bookmark ? parts.Store.Revision : 0;
        while (watcher.Events.TryRead(out var change))
        {
            await SendAsync(change);
        }

        if (bookmark)
        {
            await SendBookmarkAsync(Math.Max(revision, _lastRevision), isEndOfState: false);
        }
        else
        {
            await FlushAsync();
        }
    }

    /// <summary>A watch is told that an object left its view with the last form it could see, at the revision of the change.</summary>
    private static StoredObject Shown(StoreEvent change, StoreEventType seen) =>
        seen == StoreEventType.Deleted && change.Type != StoreEventType.Deleted
            ? StoredObject.From(change.Previous!.ToDocument(), change.Object.Revision)
            : change.Object;

    private async Task WriteAsync(string type, StoredObject item)
    {
        if (request.Fault?.ExpireAfterEvents == _sent)
        {
            await SendErrorAsync(Failures.Expired(item.Revision, parts.Store.Revision));
            throw new WatchEndedException();
        }

        if (request.Fault?.DropAfterEvents == _sent)
        {
            await FlushAsync();

            // Aborting discards what the socket has not taken yet, and nothing tells when it has.
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, request.Aborted);
            request.Http.Abort();
            throw new WatchEndedException();
        }

        Write(type, Render(item));
        _sent++;
        if (request.Http.Response.BodyWriter.UnflushedBytes > 64 * 1024)
        {
            await FlushAsync();
        }
    }

    private byte[] Render(StoredObject item)
    {
        var resource = request.Resource;
        switch (request.Media.Rendering)
        {
            case Rendering.Table:
                var document = resource.IsCustom ? parts.Converter.To(item.ToDocument(), resource.ApiVersion) : item.ToDocument();
                var metadata = new JsonObject { ["resourceVersion"] = item.Revision.ToString(CultureInfo.InvariantCulture) };
                var table = TableWriter.Table(
                    resource.Printer, metadata, !_sentColumns, [TableWriter.Row(resource.Printer, document, request.Options.IncludeObject, parts.Now)]);
                _sentColumns = true;
                return Doc.ToUtf8(table);
            case Rendering.PartialObject:
                return Doc.ToUtf8(TableWriter.Partial(item.ToDocument()));
            default:
                return resource.ApiVersion == resource.Storage.ApiVersion
                    ? item.Json
                    : Doc.ToUtf8(parts.Converter.To(item.ToDocument(), resource.ApiVersion));
        }
    }

    private void Write(string type, byte[] json)
    {
        var writer = request.Http.Response.BodyWriter;
        writer.Write("{\"type\":\""u8);
        writer.Write(Encoding.ASCII.GetBytes(type));
        writer.Write("\",\"object\":"u8);
        writer.Write(json);
        writer.Write("}\n"u8);
    }

    private Task FlushAsync() => request.Http.Response.BodyWriter.FlushAsync(request.Aborted).AsTask();
}
