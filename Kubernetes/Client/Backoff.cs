namespace MetalOrleans.Kubernetes.Client;

/// <summary>How long to wait after each failure in a row: doubling up to a limit, each drawn between half and whole.</summary>
/// <remarks>Owned by one loop. The spread keeps many clients of one server from coming back in step.</remarks>
public sealed class Backoff(TimeSpan first, TimeSpan max, Random random)
{
    private int _failures;

    /// <summary>Failures since the last success.</summary>
    public int Failures => _failures;

    /// <summary>Counts a failure and yields the wait.</summary>
    public TimeSpan Next()
    {
        // 2^30 times the first wait is above any limit; the bound keeps the shift defined.
        var whole = Math.Min(max.Ticks, (double)first.Ticks * (1L << Math.Min(_failures, 30)));
        _failures++;
        return TimeSpan.FromTicks((long)(whole * (0.5 + (random.NextDouble() / 2))));
    }

    /// <summary>Forgets the failures.</summary>
    public void Reset() => _failures = 0;
}
