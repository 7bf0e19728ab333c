namespace MetalOrleans.Silo.Hosting;

/// <summary>Whether the silo has read the cluster's state and adopted every address that is held.</summary>
internal sealed class SiloReadiness(TimeProvider time)
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>What the process answers to its parent: 0, or 1 when the silo could not go on.</summary>
    public int ExitCode { get; private set; }

    public void Ready() => _ready.TrySetResult();

    public void Fail() => ExitCode = 1;

    /// <summary>Waits for readiness.</summary>
    /// <returns>Whether it came in time.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await _ready.Task.WaitAsync(timeout, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
