namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class TurnTests
{
    [Fact]
    public async Task A_call_waits_until_the_one_before_it_has_ended()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();
        var (first, second) = (Signals.NewName(), Signals.NewName());

        var holding = grain.HoldAsync(first);
        await Signals.RaisedAsync($"{first}.entered");
        Signals.Raise($"{second}.leave");
        var waiting = grain.HoldAsync(second);

        // The grain answers interleaving calls while it holds, so the second call had its chance to start.
        await grain.PingInterleavedAsync();
        Assert.False(Signals.IsRaised($"{second}.entered"));

        Signals.Raise($"{first}.leave");
        await holding;
        await waiting;
        Assert.True(Signals.IsRaised($"{second}.left"));
    }

    [Fact]
    public async Task Awaits_resume_on_the_scheduler_of_the_grain()
    {
        await using var silo = await TestSilo.StartAsync();

        Assert.True(await silo.Probe().KeepsSchedulerAsync());
    }

    [Fact]
    public async Task A_thousand_grains_under_concurrent_calls_lose_no_count()
    {
        const int Grains = 1_000;
        const int CallsEach = 40;
        await using var silo = await TestSilo.StartAsync();
        var grains = Enumerable.Range(0, Grains).Select(_ => silo.Probe()).ToList();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, Grains * CallsEach),
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (call, _) => await grains[call % Grains].IncrementAsync());

        foreach (var grain in grains)
        {
            Assert.Equal(CallsEach + 1, await grain.IncrementAsync());
        }
    }

    [Fact]
    public async Task Steps_of_interleaving_calls_never_run_at_the_same_time()
    {
        const int Callers = 32;
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<IReentrantGrain>(Signals.NewName());

        var overlaps = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => Task.Run(() => grain.CountOverlapsAsync(steps: 100))));

        Assert.All(overlaps, overlap => Assert.Equal(0, overlap));
        Assert.True(await grain.MostAtOnceAsync() > 1, "Calls of a reentrant grain should have been under way together.");
    }
}
