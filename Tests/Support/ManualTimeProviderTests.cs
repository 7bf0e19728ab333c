namespace MetalOrleans.Tests.Support;

public sealed class ManualTimeProviderTests
{
    [Fact]
    public void Fires_timers_in_the_order_in_which_they_fall_due_each_at_its_own_moment()
    {
        var clock = new ManualTimeProvider();
        var fired = new List<(string Timer, TimeSpan At)>();
        using var late = clock.CreateTimer(_ => fired.Add(("late", clock.Elapsed)), null, Seconds(3), Timeout.InfiniteTimeSpan);
        using var beat = clock.CreateTimer(_ => fired.Add(("beat", clock.Elapsed)), null, Seconds(1), Seconds(2));

        clock.Advance(Seconds(4));

        Assert.Equal([("beat", Seconds(1)), ("late", Seconds(3)), ("beat", Seconds(3))], fired);
        Assert.Equal(Seconds(4), clock.Elapsed);
    }

    [Fact]
    public void Fires_a_timer_that_a_callback_arms_within_the_same_advance()
    {
        var clock = new ManualTimeProvider();
        var fired = new List<TimeSpan>();
        using var second = clock.CreateTimer(_ => fired.Add(clock.Elapsed), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var first = clock.CreateTimer(_ => second.Change(Seconds(1), Timeout.InfiniteTimeSpan), null, Seconds(1), Timeout.InfiniteTimeSpan);

        clock.Advance(Seconds(2));

        Assert.Equal([Seconds(2)], fired);
        Assert.Equal(0, clock.ArmedTimerCount);
    }

    [Fact]
    public async Task Drives_delays_and_tells_who_waits_that_somebody_armed_one()
    {
        var clock = new ManualTimeProvider();
        var armed = clock.WaitForTimerDueInAsync(Seconds(5));
        Assert.False(armed.IsCompleted);

        var delay = TimeoutAfter(clock, Seconds(5));
        await armed;
        clock.Advance(Seconds(5) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<TimeoutException>(() => delay);
    }

    [Fact]
    public void Converts_timestamps_exactly_at_a_frequency_that_is_neither_ticks_nor_nanoseconds()
    {
        var clock = new ManualTimeProvider();
        var start = clock.GetTimestamp();

        clock.Advance(TimeSpan.FromTicks(1));

        Assert.NotEqual(1, clock.GetTimestamp() - start);
        Assert.Equal(TimeSpan.FromTicks(1), clock.GetElapsedTime(start));
    }

    [Fact]
    public void Never_fires_a_disposed_timer()
    {
        var clock = new ManualTimeProvider();
        var timer = clock.CreateTimer(_ => Assert.Fail("fired after Dispose"), null, Seconds(1), Seconds(1));

        timer.Dispose();
        clock.Advance(Seconds(3));

        Assert.False(timer.Change(Seconds(1), Seconds(1)));
        Assert.Equal(0, clock.ArmedTimerCount);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static Task TimeoutAfter(TimeProvider clock, TimeSpan after) =>
        new TaskCompletionSource().Task.WaitAsync(after, clock);
}
