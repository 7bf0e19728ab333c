namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class ChainGrain : Grain, IChainGrain
{
    private IChainGrain Next => GrainFactory.GetGrain<IChainGrain>(this.GetPrimaryKeyLong() - 1);

    private bool IsLast => this.GetPrimaryKeyLong() == 0;

    public async Task<int> DepthAsync() => IsLast ? 0 : 1 + await Next.DepthAsync();

    public async Task PassOnAsync(string signal)
    {
        if (IsLast)
        {
            Signals.Raise(signal);
            return;
        }

        await Next.PassOnAsync(signal);
    }
}
