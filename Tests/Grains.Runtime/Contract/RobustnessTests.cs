namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class RobustnessTests
{
    [Fact]
    public async Task A_chain_of_a_thousand_grains_answers()
    {
        await using var silo = await TestSilo.StartAsync();

        Assert.Equal(1_000, await silo.Grains.GetGrain<IChainGrain>(1_000).DepthAsync());
        Assert.Equal(1_000, await silo.Grains.GetGrain<IChainGrain>(1_000).DepthAsync());
    }

    [Fact]
    public async Task One_way_calls_pass_down_a_chain()
    {
        await using var silo = await TestSilo.StartAsync();
        var signal = Signals.NewName();

        await silo.Grains.GetGrain<IChainGrain>(500).PassOnAsync(signal);

        await Signals.RaisedAsync(signal);
    }

    [Fact]
    public async Task A_grain_that_fails_while_it_ends_is_disposed_and_comes_up_afresh()
    {
        await using var silo = await TestSilo.StartAsync();
        var key = Signals.NewName();
        var grain = silo.Grains.GetGrain<IFaultyGrain>(key);
        var before = await grain.ActivationAsync();

        await grain.EndAsync();

        Assert.NotEqual(before, await grain.ActivationAsync());
        await Signals.RaisedAsync($"{key}.disposed");
    }

    [Fact]
    public async Task Many_callers_of_one_grain_all_get_their_own_answer()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 5_000),
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (call, _) =>
            {
                var text = $"{call}";
                Assert.Equal(text, call % 2 == 0 ? await grain.EchoAsync(text) : await grain.EchoLaterAsync(text));
            });
    }

    [Fact]
    public async Task Cancelling_at_any_moment_leaves_the_grain_answering()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 500),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (_, _) =>
            {
                using var cancellation = new CancellationTokenSource();
                var call = grain.HoldCancellableAsync(Signals.NewName(), cancellation.Token);
                await cancellation.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            });

        await grain.PingAsync();
    }
}
