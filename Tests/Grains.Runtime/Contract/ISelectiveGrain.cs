namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>A grain that lets calls interleave by their first argument.</summary>
[Alias("MetalOrleans.Tests.ISelectiveGrain")]
public interface ISelectiveGrain : IGrainWithStringKey
{
    [Alias("Hold")]
    Task HoldAsync(string signal);

    [Alias("Ping")]
    Task PingAsync(string pass);
}
