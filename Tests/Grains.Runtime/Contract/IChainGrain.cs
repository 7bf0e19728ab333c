using Orleans.Concurrency;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>A grain named by a number that calls the grain of the next lower number.</summary>
[Alias("MetalOrleans.Tests.IChainGrain")]
public interface IChainGrain : IGrainWithIntegerKey
{
    /// <summary>The length of the chain down to grain 0.</summary>
    [Alias("Depth")]
    Task<int> DepthAsync();

    /// <summary>Starts one-way calls down the chain; grain 0 raises the signal.</summary>
    [Alias("PassOn"), OneWay]
    Task PassOnAsync(string signal);
}
