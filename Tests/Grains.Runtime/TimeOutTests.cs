using MetalOrleans.Tests.Grains.Runtime.Contract;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Grains.Runtime;

public sealed class TimeOutTests
{
    // The default of SiloMessagingOptions.ResponseTimeout, and the time by which the runtime may notice it late.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_notice = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_call_without_an_answer_in_time_fails_with_the_grain_its_key_and_the_method()
    {
        var clock = new ManualTimeProvider();
        await using var silo = await TestSilo.StartAsync(time: clock);
        var grain = silo.Probe("slow-one");
        var signal = Signals.NewName();
        var call = grain.HoldAsync(signal);
        await Signals.RaisedAsync($"{signal}.entered");

        clock.Advance(s_timeout - s_notice);
        Assert.False(call.IsCompleted);
        clock.Advance(s_notice * 2);

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains("probe/slow-one", failure.Message, StringComparison.Ordinal);
        Assert.Contains("IProbeGrain.HoldAsync", failure.Message, StringComparison.Ordinal);
        Assert.Contains("still running", failure.Message, StringComparison.Ordinal);
        Signals.Raise($"{signal}.leave");
        Signals.Raise(ProbeGrain.MayDeactivate("slow-one"));
        await grain.PingAsync();
    }

    [Fact]
    public async Task A_call_that_timed_out_before_its_turn_says_so_and_never_runs()
    {
        var clock = new ManualTimeProvider();
        await using var silo = await TestSilo.StartAsync(time: clock);
        var grain = silo.Probe("busy");
        var (holding, waiting) = (Signals.NewName(), Signals.NewName());
        var first = grain.HoldAsync(holding);
        await Signals.RaisedAsync($"{holding}.entered");
        var second = grain.HoldAsync(waiting);

        clock.Advance(s_timeout + s_notice);

        await Assert.ThrowsAsync<TimeoutException>(() => first);
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => second);
        Assert.Contains("still waits for its turn", failure.Message, StringComparison.Ordinal);
        Signals.Raise($"{holding}.leave");
        await grain.PingAsync();
        Assert.False(Signals.IsRaised($"{waiting}.entered"));
    }
}
