using System.Threading.Channels;
using MetalOrleans.ApiServer.Hosting;
using MetalOrleans.ApiServer.Resources;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Storage;

/// <summary>
/// Keeps the objects as one file each. Changes are taken in order off the request path, as many at a time as there are; the
/// last state of each object is written to a temporary file, synced and renamed, so that a file is always whole. A request
/// waits for that only when the durability asks for it.
/// </summary>
internal sealed partial class DirectoryJournal : IStoreJournal, IAsyncDisposable
{
    // Revisions are reserved on disk in blocks of this size, so that one given out is never given out again after a crash. The
    // next block is reserved when half of one is left: a disk that is full for that long costs nothing.
    private const long Block = 10_000;
    private const long Half = Block / 2;

    // After how many more writes a reservation that failed is tried again.
    private const long ReserveRetry = 100;

    // How many objects are named where not all have found their way to the disk.
    private const int NamedMax = 20;

    // How soon what could not be written is tried again; a change of any object tries at once.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly ObjectFiles _files;
    private readonly StoreDurability _durability;
    private readonly ILogger _logger;
    private readonly Channel<JournalEntry> _entries = Channel.CreateUnbounded<JournalEntry>(new UnboundedChannelOptions { SingleReader = true });

    // Files block who writes them: on the thread pool that would be one of a few threads that everything else waits for.
    private readonly OwnThreads _thread;
    private readonly Task _loop;
    private long _revision;
    private long _reserveAt;
    private bool _isReserveFailing;
    private bool _isFailing;

    public DirectoryJournal(ObjectFiles files, StoreDurability durability, long revision, ILogger logger)
    {
        _files = files;
        _durability = durability;
        _logger = logger;
        _revision = revision;
        // Where even this cannot be written nothing can be promised: the start fails.
        _files.WriteRevision(revision + Block);
        _reserveAt = revision + Half;
        _thread = new OwnThreads("API journal", count: 1);
        _loop = _thread.RunAsync(RunAsync);
    }

    public void Written(StorageKey collection, StoredObject version) =>
        _entries.Writer.TryWrite(new JournalEntry(collection, version.Key, version, null));

    public void Deleted(StorageKey collection, ObjectKey key) => _entries.Writer.TryWrite(new JournalEntry(collection, key, null, null));

    public void Reserve(long revision)
    {
        _revision = revision;
        if (revision < _reserveAt)
        {
            return;
        }

        try
        {
            // In the writer's path, once in five thousand writes: a revision must not be seen before it is reserved.
            _files.WriteRevision(revision + Block);
            _reserveAt = revision + Half;
            _isReserveFailing = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whoever writes is served all the same. What a crash would forget then is more than the count of its revisions.
            _reserveAt = revision + ReserveRetry;
            if (!_isReserveFailing)
            {
                _isReserveFailing = true;
                LogNotReserved(_logger, error, revision);
            }
        }
    }

    public async ValueTask SettleAsync()
    {
        if (_durability == StoreDurability.BeforeAnswer)
        {
            await FlushAsync();
        }
    }

    public Task FlushAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _entries.Writer.TryWrite(new JournalEntry(null, default, null, done)) ? done.Task : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _loop;
        _thread.Dispose();

        try
        {
            // A clean end gives the rest of the block back.
            _files.WriteRevision(_revision);
        }
        catch (IOException error)
        {
            LogNotSaved(_logger, error, "the revision");
        }
    }

    private async Task RunAsync()
    {
        var latest = new Dictionary<(StorageKey Collection, ObjectKey Key), StoredObject?>();
        var waiting = new List<TaskCompletionSource>();
        while (await WaitForMoreAsync(latest.Count > 0))
        {
            waiting.Clear();
            while (_entries.Reader.TryRead(out var entry))
            {
                if (entry.Done is { } done)
                {
                    waiting.Add(done);
                }
                else
                {
                    // Only the last state of an object is worth a write.
                    latest[(entry.Collection!, entry.Key)] = entry.Version;
                }
            }

            // What could not be written, for want of space, is written as soon as there is some.
            var failure = Save(latest);
            if (failure is null)
            {
                latest.Clear();
            }

            foreach (var done in waiting)
            {
                if (failure is null)
                {
                    done.SetResult();
                }
                else
                {
                    done.SetException(failure);
                }
            }
        }

        // The last chance of what could not be written.
        if (latest.Count > 0 && Save(latest) is { } last)
        {
            var names = latest.Keys.Select(entry => $"{entry.Collection.Plural} {entry.Key.Namespace}/{entry.Key.Name}")
                .Order(StringComparer.Ordinal).Take(NamedMax);
            LogLost(_logger, latest.Count, string.Join(", ", names), last.Message);
        }
    }

    /// <summary>Waits for changes, or for the next attempt at those that could not be written; false when nothing more comes.</summary>
    private async Task<bool> WaitForMoreAsync(bool hasUnsaved)
    {
        var more = _entries.Reader.WaitToReadAsync().AsTask();
        if (hasUnsaved)
        {
            await Task.WhenAny(more, Task.Delay(RetryInterval, TimeProvider.System));
        }

        return (hasUnsaved && !more.IsCompleted) || await more;
    }

    /// <summary>Saves a batch: all drafts, one sync for them, then all renames and removals.</summary>
    private IOException? Save(Dictionary<(StorageKey Collection, ObjectKey Key), StoredObject?> latest)
    {
        IOException? failure = null;
        var drafts = new List<string>();
        var changed = new List<string>();
        foreach (var ((collection, key), version) in latest)
        {
            Try($"{collection.Plural} {key.Namespace}/{key.Name}", () =>
            {
                if (version is null)
                {
                    changed.Add(_files.Delete(collection, key));
                }
                else
                {
                    drafts.Add(_files.Draft(collection, version));
                }
            });
        }

        if (!Try($"{drafts.Count} objects", () => _files.Sync(drafts)))
        {
            // What may not be whole must not replace what is.
            drafts.Clear();
        }

        foreach (var path in drafts)
        {
            Try(path, () =>
            {
                ObjectFiles.Publish(path);
                changed.Add(path);
            });
        }

        Try("the folders of the objects", () => ObjectFiles.FlushFolders(changed));
        Tell(failure);
        return failure;

        bool Try(string what, Action step)
        {
            try
            {
                step();
                return true;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (!_isFailing)
                {
                    LogNotSaved(_logger, error, what);
                }

                failure = error as IOException ?? new IOException(error.Message, error);
                return false;
            }
        }
    }

    private void Tell(IOException? failure)
    {
        if (_isFailing && failure is null)
        {
            LogSavedAgain(_logger);
        }

        _isFailing = failure is not null;
    }
}
