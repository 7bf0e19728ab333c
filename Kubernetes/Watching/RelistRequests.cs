namespace MetalOrleans.Kubernetes.Watching;

/// <summary>Who waits for a list that is asked for from now on, and what is cut short to get it.</summary>
internal sealed class RelistRequests
{
    private readonly Lock _changing = new();
    private readonly List<TaskCompletionSource> _asked = [];
    private CancellationTokenSource? _interruptible;

    /// <summary>Asks for a list that begins after this moment; completes when it was handed over.</summary>
    public Task AskAsync()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_changing)
        {
            _asked.Add(asked);
            if (_interruptible is { } interruptible)
            {
                // Its callbacks run elsewhere, not under this lock.
                _ = interruptible.CancelAsync();
            }
        }

        return asked.Task;
    }

    /// <summary>Names what the next request cuts short, and answers whether somebody waits already; null for nothing.</summary>
    public bool Interrupt(CancellationTokenSource? interruptible)
    {
        lock (_changing)
        {
            _interruptible = interruptible;
            return _asked.Count > 0;
        }
    }

    /// <summary>Those whom the list that begins now will serve.</summary>
    public IReadOnlyList<TaskCompletionSource> Waiting()
    {
        lock (_changing)
        {
            return [.. _asked];
        }
    }

    /// <summary>The list was handed over.</summary>
    public void Serve(IReadOnlyList<TaskCompletionSource> served)
    {
        lock (_changing)
        {
            _asked.RemoveAll(served.Contains);
        }

        foreach (var one in served)
        {
            one.TrySetResult();
        }
    }
}
