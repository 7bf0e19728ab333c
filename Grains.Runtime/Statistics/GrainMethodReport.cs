using System.Collections.Immutable;

namespace MetalOrleans.Grains.Runtime.Statistics;

/// <summary>What became of the calls of one method of one grain class since the silo started.</summary>
/// <param name="Grain">The grain class.</param>
/// <param name="Method">The interface and method, as in <c>INodeGrain.DescribeAsync</c>.</param>
/// <param name="Calls">The calls that ended.</param>
/// <param name="Errors">Those that ended with an exception or cancelled.</param>
/// <param name="Total">The sum of their latencies, each from the start of its turn to its end.</param>
/// <param name="Max">The longest of them.</param>
/// <param name="Buckets">The calls by latency, in the classes of <see cref="LatencyBuckets"/>.</param>
public sealed record GrainMethodReport(
    string Grain,
    string Method,
    long Calls,
    long Errors,
    TimeSpan Total,
    TimeSpan Max,
    ImmutableArray<long> Buckets)
{
    public TimeSpan Mean => Calls == 0 ? TimeSpan.Zero : Total / Calls;
}
