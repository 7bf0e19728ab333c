namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class CallTests
{
    [Fact]
    public async Task Every_kind_of_task_brings_its_answer()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();

        await grain.PingAsync();
        await grain.NothingAsync();
        Assert.Equal(1, await grain.IncrementAsync());
        Assert.Equal("now", await grain.EchoAsync("now"));
        Assert.Equal("later", await grain.EchoLaterAsync("later"));
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_with_its_type_and_message()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();

        var atOnce = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowAsync("at once"));
        var later = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowLaterAsync("later"));

        Assert.Equal("at once", atOnce.Message);
        Assert.Equal("later", later.Message);
        await grain.PingAsync();
    }

    [Fact]
    public async Task The_caller_of_a_one_way_method_waits_for_nothing()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();
        var signal = Signals.NewName();

        await grain.NotifyAsync(signal, fails: true);

        await Signals.RaisedAsync($"{signal}.entered");
        Assert.False(Signals.IsRaised($"{signal}.left"));
        Signals.Raise($"{signal}.leave");
        await Signals.RaisedAsync($"{signal}.left");
        await grain.PingAsync();
    }

    [Fact]
    public async Task Cancelling_reaches_both_the_caller_and_the_grain()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();
        var signal = Signals.NewName();
        using var cancellation = new CancellationTokenSource();

        var call = grain.HoldCancellableAsync(signal, cancellation.Token);
        await Signals.RaisedAsync($"{signal}.entered");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Signals.RaisedAsync($"{signal}.cancelled");
        await grain.PingAsync();
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_its_turn_never_runs()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();
        var signal = Signals.NewName();
        using var cancellation = new CancellationTokenSource();
        await using (await Hold.StartAsync(grain.HoldAsync))
        {
            var call = grain.HoldCancellableAsync(signal, cancellation.Token);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        await grain.PingAsync();
        Assert.False(Signals.IsRaised($"{signal}.entered"));
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_is_not_made()
    {
        await using var silo = await TestSilo.StartAsync();
        var signal = Signals.NewName();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => silo.Probe().HoldCancellableAsync(signal, new CancellationToken(canceled: true)));

        Assert.False(Signals.IsRaised($"{signal}.entered"));
    }

    [Fact]
    public async Task Context_flows_to_the_grain_and_on_to_the_grains_it_calls()
    {
        await using var silo = await TestSilo.StartAsync();
        RequestContext.Set("trace", "t-1");

        Assert.Equal("t-1", await silo.Probe().ContextValueAsync("trace"));
        Assert.Equal("t-1", await silo.Probe().RelayAsync(Signals.NewName(), "trace"));
    }

    [Fact]
    public async Task Context_does_not_flow_back_nor_stay_in_the_grain()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Probe();

        await grain.SetContextValueAsync("trace", "from the grain");

        Assert.Null(RequestContext.Get("trace"));
        Assert.Null(await grain.ContextValueAsync("trace"));
    }

    [Fact]
    public async Task A_removed_context_value_flows_no_more()
    {
        await using var silo = await TestSilo.StartAsync();
        RequestContext.Set("trace", "t-1");

        Assert.True(RequestContext.Remove("trace"));

        Assert.False(RequestContext.Remove("trace"));
        Assert.Null(await silo.Probe().ContextValueAsync("trace"));
    }
}
