using System.Collections.Immutable;

namespace MetalOrleans.Grains.Runtime.Statistics;

/// <summary>What became of the calls of one method of one grain class, counted as they end.</summary>
/// <remarks>Latency is the time from the start of the call's turn to its end; waiting for the turn is not in it.</remarks>
internal sealed class MethodStatistics(string method, long timestampFrequency)
{
    // A quick method runs on its caller's thread: below this the hop to another thread (1 to 2 us and a wake-up) costs
    // more than the parallelism it buys.
    private const double QuickSeconds = 50e-6;

    // After a slow step this many calls take the hop before the method is tried again on its caller's thread. The first
    // call of a method is slow for being compiled, so the number is small.
    private const int SlowPenalty = 64;

    private readonly long _quickTicks = (long)(QuickSeconds * timestampFrequency);
    private readonly long[] _buckets = new long[LatencyBuckets.Count];
    private long _errors;
    private long _totalTicks;
    private long _maxTicks;
    private int _penalty;

    internal string Method { get; } = method;

    /// <summary>Whether the method has lately kept its thread only for a moment.</summary>
    internal bool IsQuick => _penalty <= 0 || Interlocked.Decrement(ref _penalty) <= 0;

    internal void RecordCall(long ticks, bool isError)
    {
        Interlocked.Increment(ref _buckets[LatencyBuckets.IndexOf(ticks, timestampFrequency)]);
        Interlocked.Add(ref _totalTicks, ticks);
        if (isError)
        {
            Interlocked.Increment(ref _errors);
        }

        if (ticks > Volatile.Read(ref _maxTicks))
        {
            RaiseMax(ticks);
        }
    }

    /// <summary>A step held its thread this long.</summary>
    internal void RecordStep(long ticks)
    {
        if (ticks > _quickTicks)
        {
            _penalty = SlowPenalty;
        }
    }

    internal GrainMethodReport Report(string grain)
    {
        var buckets = ImmutableArray.CreateBuilder<long>(_buckets.Length);
        for (var index = 0; index < _buckets.Length; index++)
        {
            buckets.Add(Interlocked.Read(ref _buckets[index]));
        }

        return new GrainMethodReport(
            grain,
            Method,
            buckets.Sum(),
            Interlocked.Read(ref _errors),
            ToTime(Interlocked.Read(ref _totalTicks)),
            ToTime(Interlocked.Read(ref _maxTicks)),
            buckets.MoveToImmutable());
    }

    private TimeSpan ToTime(long ticks) => TimeSpan.FromSeconds((double)ticks / timestampFrequency);

    private void RaiseMax(long ticks)
    {
        var seen = Interlocked.Read(ref _maxTicks);
        while (ticks > seen)
        {
            var found = Interlocked.CompareExchange(ref _maxTicks, ticks, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
