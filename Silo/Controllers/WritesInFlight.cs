namespace MetalOrleans.Silo.Controllers;

/// <summary>The writes that were sent and not yet answered, for whoever must not read past them.</summary>
internal sealed class WritesInFlight
{
    private readonly Lock _changing = new();
    private readonly HashSet<TaskCompletionSource> _writes = [];

    /// <summary>A write begins; disposing what comes back ends it.</summary>
    public IDisposable Begin()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_changing)
        {
            _writes.Add(ended);
        }

        return new Write(this, ended);
    }

    /// <summary>Completes when all writes that have begun have ended; later ones do not count.</summary>
    public Task WhenEndedAsync(CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            return Task.WhenAll(_writes.Select(write => write.Task)).WaitAsync(cancellationToken);
        }
    }

    private void End(TaskCompletionSource ended)
    {
        lock (_changing)
        {
            _writes.Remove(ended);
        }

        ended.TrySetResult();
    }

    private sealed class Write(WritesInFlight owner, TaskCompletionSource ended) : IDisposable
    {
        public void Dispose() => owner.End(ended);
    }
}
