using MetalOrleans.ApiServer.Errors;
using MetalOrleans.ApiServer.Requests;
using MetalOrleans.ApiServer.Storage;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>Begins watches: decides what the client starts from, then hands over to a <see cref="WatchStream"/>.</summary>
internal sealed class WatchOperation(ServerParts parts)
{
    public async Task ExecuteAsync(ApiRequest request)
    {
        var options = request.Options;
        if (options.SendInitialEvents && options.ResourceVersionMatch != "NotOlderThan")
        {
            throw new ApiFailure(422, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }

        var filter = new WatchFilter(request);
        long? since = options.ResourceVersion is > 0 and var asked && !options.SendInitialEvents ? asked : null;
        var start = parts.Store.Watch(request.Resource.Storage, since);
        try
        {
            var stream = new WatchStream(request, parts, filter);
            stream.Begin();
            if (start.IsTooOld)
            {
                // The real server answers 200 and says so in the stream, so that one code path serves both cases.
                await stream.SendErrorAsync(Failures.Expired(since ?? 0, start.TooOldFloor));
                return;
            }

            if (since is null)
            {
                await stream.SendStateAsync(start.Snapshot);
            }

            if (options.SendInitialEvents && options.AllowBookmarks)
            {
                await stream.SendBookmarkAsync(start.Snapshot.Revision, isEndOfState: true);
            }

            var backlog = request.Fault?.ReplayHistory == true ? Replay(request, start) : start.Backlog;
            foreach (var change in backlog)
            {
                await stream.SendAsync(change);
            }

            await stream.FollowAsync(start.Watcher);
        }
        finally
        {
            parts.Store.EndWatch(request.Resource.Storage, start.Watcher);
        }
    }

    /// <summary>All the history there is, as a watch cache that lags behind would send it.</summary>
    private List<StoreEvent> Replay(ApiRequest request, WatchStart start)
    {
        var again = parts.Store.History(request.Resource.Storage);
        return [.. again.Where(change => change.Object.Revision <= start.Snapshot.Revision)];
    }
}
