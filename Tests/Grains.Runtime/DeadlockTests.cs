using MetalOrleans.Grains.Runtime.Invocation;
using MetalOrleans.Tests.Grains.Runtime.Contract;

namespace MetalOrleans.Tests.Grains.Runtime;

public sealed class DeadlockTests
{
    [Fact]
    public async Task A_chain_that_would_wait_for_itself_fails_at_once_and_prints_itself()
    {
        await using var silo = await TestSilo.StartAsync();

        var failure = await Assert.ThrowsAsync<CallChainDeadlockException>(
            () => silo.Probe("a").CallAroundAsync("b", interleaved: false, allowReentrancy: false));

        Assert.Contains(
            "probe/a.CallAroundAsync -> probe/b.CallBackAsync -> probe/a.PingAsync", failure.Message, StringComparison.Ordinal);
        await silo.Probe("a").PingAsync();
        await silo.Probe("b").PingAsync();
    }

    [Fact]
    public async Task A_grain_that_calls_itself_fails_at_once()
    {
        await using var silo = await TestSilo.StartAsync();

        await Assert.ThrowsAsync<CallChainDeadlockException>(
            () => silo.Probe("a").CallAroundAsync("a", interleaved: false, allowReentrancy: false));
    }

    [Fact]
    public async Task A_call_to_a_busy_grain_that_does_not_wait_for_the_caller_just_waits()
    {
        await using var silo = await TestSilo.StartAsync();
        var busy = silo.Probe("busy");
        Task waiting;
        await using (await Hold.StartAsync(busy.HoldAsync))
        {
            waiting = silo.Probe("a").CallBackAsync("busy", interleaved: false);
            await busy.PingInterleavedAsync();
            Assert.False(waiting.IsCompleted);
        }

        await waiting;
    }
}
