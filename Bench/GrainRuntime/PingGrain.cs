namespace MetalOrleans.Bench.GrainRuntime;

/// <summary>One injected field, as in the measurement of Orleans that this is compared with.</summary>
public sealed class PingGrain(TimeProvider time) : Grain, IPingGrain
{
    public TimeProvider Time => time;

    public ValueTask<int> PingAsync(int value) => new(value);

    public async Task<int> PingOtherAsync(long key, int count)
    {
        var other = GrainFactory.GetGrain<IPingGrain>(key);
        var sum = 0;
        for (var call = 0; call < count; call++)
        {
            sum += await other.PingAsync(1);
        }

        return sum;
    }
}
