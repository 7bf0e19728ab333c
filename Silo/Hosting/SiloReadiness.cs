namespace MetalOrleans.Silo.Hosting;

/// <summary>Where the silo stands, who leads if not this one, and when its agents have to look for another.</summary>
internal sealed class SiloReadiness(TimeProvider time) : IDisposable
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _leaving = new();
    private volatile LeadingSilo _leader = LeadingSilo.None;
    private int _stage;

    public SiloStage Stage => (SiloStage)Volatile.Read(ref _stage);

    /// <summary>Whether the silo leads, has read the cluster's state, and has adopted every address that is held.</summary>
    public bool IsReady => Stage == SiloStage.Active;

    /// <summary>Whether the silo leads, or is about to: an agent that waits will be served.</summary>
    public bool IsLeading => Stage is SiloStage.TakingOver or SiloStage.Active;

    /// <summary>Who leads, as far as this silo knows; nobody while it leads itself.</summary>
    public LeadingSilo Leader
    {
        get => _leader;
        set => _leader = value;
    }

    /// <summary>Cancelled when agents are to look for another silo: this one stops, and has given its lease back.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>What the process answers to its parent: 0, or 1 when the silo could not go on.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Everything has been read.</summary>
    public void Follow() => Interlocked.CompareExchange(ref _stage, (int)SiloStage.Standby, (int)SiloStage.Starting);

    /// <summary>The silo leads from now on.</summary>
    public void TakeOver()
    {
        _leader = LeadingSilo.None;
        Volatile.Write(ref _stage, (int)SiloStage.TakingOver);
    }

    public void Ready()
    {
        Interlocked.CompareExchange(ref _stage, (int)SiloStage.Active, (int)SiloStage.TakingOver);
        _ready.TrySetResult();
    }

    public void Fail() => ExitCode = 1;

    /// <summary>The silo is about to end: it leads no more, and takes no new agents.</summary>
    public void Stop() => Volatile.Write(ref _stage, (int)SiloStage.Stopping);

    /// <summary>Its lease is given back: agents go.</summary>
    public void Leave() => _leaving.Cancel();

    public void Dispose() => _leaving.Dispose();

    /// <summary>Completes with readiness.</summary>
    public Task WhenReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>Waits until the silo leads and has adopted everything.</summary>
    /// <returns>Whether it came in time.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Leaving);
        try
        {
            await _ready.Task.WaitAsync(timeout, time, either.Token);
            return IsReady;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
