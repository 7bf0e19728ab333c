using System.Collections.Immutable;

namespace MetalOrleans.Grains.Runtime.Statistics;

/// <summary>What the silo counted of its grains. Asking costs the grains nothing.</summary>
public interface IGrainStatistics
{
    /// <summary>The methods that were called, by grain class and name.</summary>
    ImmutableArray<GrainMethodReport> Methods();

    /// <summary>The grain classes, by name.</summary>
    ImmutableArray<GrainTypeReport> Types();
}
