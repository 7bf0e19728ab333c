using Orleans.Concurrency;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Reentrant]
public sealed class ReentrantGrain : Grain, IReentrantGrain
{
    private int _inStep;
    private int _underWay;
    private int _mostAtOnce;

    public async Task HoldAsync(string signal)
    {
        Signals.Raise($"{signal}.entered");
        await Signals.RaisedAsync($"{signal}.leave");
    }

    public Task PingAsync() => Task.CompletedTask;

    public async Task<int> CountOverlapsAsync(int steps)
    {
        var overlaps = 0;
        _underWay++;
        _mostAtOnce = Math.Max(_mostAtOnce, _underWay);
        for (var step = 0; step < steps; step++)
        {
            if (Interlocked.Increment(ref _inStep) != 1)
            {
                overlaps++;
            }

            Thread.SpinWait(200);
            Interlocked.Decrement(ref _inStep);
            await Task.Yield();
        }

        _underWay--;
        return overlaps;
    }

    public Task<int> MostAtOnceAsync() => Task.FromResult(_mostAtOnce);
}
