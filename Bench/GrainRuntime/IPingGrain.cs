namespace MetalOrleans.Bench.GrainRuntime;

/// <summary>Answers with the number it is given; the call whose cost is measured.</summary>
public interface IPingGrain : IGrainWithIntegerKey
{
    ValueTask<int> PingAsync(int value);

    /// <summary>Pings another grain a number of times, one after the other.</summary>
    Task<int> PingOtherAsync(long key, int count);
}
