namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class InterleavingTests
{
    [Fact]
    public async Task An_always_interleaving_call_passes_a_call_under_way()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();
        await using var hold = await Hold.StartAsync(grain.HoldAsync);

        await grain.PingInterleavedAsync();
    }

    [Fact]
    public async Task A_plain_call_passes_an_always_interleaving_call_under_way()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();
        await using var hold = await Hold.StartAsync(grain.HoldInterleavedAsync);

        await grain.PingAsync();
    }

    [Fact]
    public async Task Read_only_calls_interleave_with_each_other()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();
        await using var first = await Hold.StartAsync(grain.HoldReadingAsync);

        await using var second = await Hold.StartAsync(grain.HoldReadingAsync);
    }

    [Fact]
    public async Task A_read_only_call_waits_for_one_that_may_write_and_the_other_way_round()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();
        var read = Signals.NewName();
        Signals.Raise($"{read}.leave");
        Task reading;
        await using (await Hold.StartAsync(grain.HoldAsync))
        {
            reading = grain.HoldReadingAsync(read);
            await grain.PingInterleavedAsync();
            Assert.False(Signals.IsRaised($"{read}.entered"));
        }

        await reading;
        Task writing;
        await using (await Hold.StartAsync(grain.HoldReadingAsync))
        {
            writing = grain.PingAsync();
            await grain.PingInterleavedAsync();
            Assert.False(writing.IsCompleted);
        }

        await writing;
    }

    [Fact]
    public async Task Calls_of_a_reentrant_class_interleave()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<IReentrantGrain>(Signals.NewName());
        await using var hold = await Hold.StartAsync(grain.HoldAsync);

        await grain.PingAsync();
    }

    [Fact]
    public async Task A_class_says_itself_which_calls_interleave()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<ISelectiveGrain>(Signals.NewName());
        Task waiting;
        await using (await Hold.StartAsync(grain.HoldAsync))
        {
            waiting = grain.PingAsync("no pass");
            await grain.PingAsync("pass");
            Assert.False(waiting.IsCompleted);
        }

        await waiting;
    }

    [Fact]
    public async Task A_call_chain_comes_back_into_a_grain_through_an_interleaving_method()
    {
        await using var silo = await TestSilo.StartAsync();

        await silo.Probe().CallAroundAsync(Signals.NewName(), interleaved: true, allowReentrancy: false);
    }

    [Fact]
    public async Task A_call_chain_comes_back_into_a_grain_that_allows_it()
    {
        await using var silo = await TestSilo.StartAsync();

        await silo.Probe().CallAroundAsync(Signals.NewName(), interleaved: false, allowReentrancy: true);
    }

    [Fact]
    public async Task Allowing_a_call_chain_back_in_allows_no_other_call()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();
        Task waiting;
        await using (await Hold.StartAsync(grain.HoldAsync))
        {
            using var section = RequestContext.AllowCallChainReentrancy();
            waiting = grain.PingAsync();
            await grain.PingInterleavedAsync();
            Assert.False(waiting.IsCompleted);
        }

        await waiting;
    }
}
