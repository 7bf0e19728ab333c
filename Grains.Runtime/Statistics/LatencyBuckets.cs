using System.Collections.Immutable;
using System.Numerics;

namespace MetalOrleans.Grains.Runtime.Statistics;

/// <summary>The classes of latency that are counted: below 1 us, then doubling, to 8 s and above.</summary>
public static class LatencyBuckets
{
    /// <summary>One below 1 us, one for each power of two up to 2^23 us (8.4 s), one above.</summary>
    public const int Count = 25;

    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>The upper bound of each bucket but the last, which has none.</summary>
    public static ImmutableArray<TimeSpan> UpperBounds { get; } =
        [.. Enumerable.Range(0, Count - 1).Select(index => TimeSpan.FromMicroseconds(1L << index))];

    internal static int IndexOf(long ticks, long timestampFrequency)
    {
        var microseconds = timestampFrequency == 1_000_000_000
            ? ticks / 1_000
            : (long)((double)ticks * MicrosecondsPerSecond / timestampFrequency);
        return microseconds <= 0 ? 0 : Math.Min(Count - 1, 1 + BitOperations.Log2((ulong)microseconds));
    }
}
