namespace MetalOrleans.NetAgent.Link;

/// <summary>What became of the agent link since the agent started. Written by the link's machine, read from any thread.</summary>
internal sealed class LinkStatistics
{
    private long _updates;
    private long _updateErrors;
    private long _losses;
    private long _roundTripTicks;
    private volatile bool _isEstablished;

    /// <summary>Whether orders come.</summary>
    public bool IsEstablished
    {
        get => _isEstablished;
        set => _isEstablished = value;
    }

    /// <summary>Snapshots and differences that were taken.</summary>
    public long Updates => Interlocked.Read(ref _updates);

    /// <summary>Messages of the silo that did not fit and ended the link.</summary>
    public long UpdateErrors => Interlocked.Read(ref _updateErrors);

    /// <summary>Times that a connection ended or could not be made.</summary>
    public long Losses => Interlocked.Read(ref _losses);

    /// <summary>The latest heartbeat's way to the silo and back; null before the first, and when the silo does not say.</summary>
    public TimeSpan? RoundTrip =>
        Interlocked.Read(ref _roundTripTicks) is > 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>A snapshot or a difference was taken.</summary>
    public void CountUpdate() => Interlocked.Increment(ref _updates);

    /// <summary>A message did not fit.</summary>
    public void CountUpdateError() => Interlocked.Increment(ref _updateErrors);

    /// <summary>The link was lost.</summary>
    public void CountLoss() => Interlocked.Increment(ref _losses);

    /// <summary>A heartbeat came back.</summary>
    public void Measured(TimeSpan roundTrip) => Interlocked.Exchange(ref _roundTripTicks, Math.Max(1, roundTrip.Ticks));
}
