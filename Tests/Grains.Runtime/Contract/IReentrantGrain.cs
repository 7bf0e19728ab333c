namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Alias("MetalOrleans.Tests.IReentrantGrain")]
public interface IReentrantGrain : IGrainWithStringKey
{
    [Alias("Hold")]
    Task HoldAsync(string signal);

    [Alias("Ping")]
    Task PingAsync();

    /// <summary>How many times another call's step ran inside one of this call's.</summary>
    [Alias("CountOverlaps")]
    Task<int> CountOverlapsAsync(int steps);

    /// <summary>How many counting calls were under way together at most.</summary>
    [Alias("MostAtOnce")]
    Task<int> MostAtOnceAsync();
}
