using MetalOrleans.Tests.Support;
using Orleans.Configuration;
using Orleans.Hosting;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class TimerTests : IAsyncLifetime
{
    private static readonly TimeSpan s_due = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(7);

    private readonly ManualTimeProvider _clock = new();
    private readonly string _key = Signals.NewName();
    private TestSilo? _silo;

    private ITimerGrain Grain => _silo!.Grains.GetGrain<ITimerGrain>(_key);

    public async Task InitializeAsync() =>
        _silo = await TestSilo.StartAsync(
            builder => builder
                .Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromDays(1))
                .Configure<GrainCollectionOptions>(options =>
                {
                    options.CollectionAge = TimeSpan.FromMinutes(10);
                    options.CollectionQuantum = TimeSpan.FromMinutes(1);
                }),
            _clock);

    public async Task DisposeAsync() => await _silo!.DisposeAsync();

    [Fact]
    public async Task Ticks_after_its_due_time_and_then_a_period_after_each_tick()
    {
        await Grain.StartAsync(s_due, s_period, TimerBehavior.None);

        await TickAsync(1, after: s_due);
        await TickAsync(2, after: s_period);
        await TickAsync(3, after: s_period);
    }

    [Fact]
    public async Task A_tick_waits_for_the_call_under_way()
    {
        await Grain.StartAsync(s_due, s_period, TimerBehavior.None);
        await using (await Hold.StartAsync(Grain.HoldAsync))
        {
            _clock.Advance(s_due);
            Assert.False(Signals.IsRaised($"{_key}.tick.1"));
        }

        await Signals.RaisedAsync($"{_key}.tick.1");
    }

    [Fact]
    public async Task A_call_waits_for_the_tick_under_way()
    {
        await Grain.StartAsync(s_due, s_period, TimerBehavior.Holds);
        _clock.Advance(s_due);
        await Signals.RaisedAsync($"{_key}.tick.1");

        var call = Grain.TicksAsync();
        Assert.False(call.IsCompleted);
        Signals.Raise($"{_key}.tick.1.leave");

        Assert.Equal(1, await call);
    }

    [Fact]
    public async Task An_interleaving_tick_passes_the_call_under_way()
    {
        await Grain.StartAsync(s_due, s_period, TimerBehavior.Interleaves);
        await using var hold = await Hold.StartAsync(Grain.HoldAsync);

        _clock.Advance(s_due);

        await Signals.RaisedAsync($"{_key}.tick.1");
    }

    [Fact]
    public async Task No_tick_starts_while_one_is_under_way()
    {
        await Grain.StartAsync(s_due, s_period, TimerBehavior.Holds | TimerBehavior.Interleaves);
        _clock.Advance(s_due);
        await Signals.RaisedAsync($"{_key}.tick.1");

        _clock.Advance(s_period * 5);
        Assert.Equal(1, await Grain.TicksAsync());

        Signals.Raise($"{_key}.tick.1.leave");
        Signals.Raise($"{_key}.tick.2.leave");
        await TickAsync(2, after: s_period);
    }

    [Fact]
    public async Task A_timer_whose_callback_throws_ticks_on()
    {
        await Grain.StartAsync(s_due, s_period, TimerBehavior.Throws);

        await TickAsync(1, after: s_due);
        await TickAsync(2, after: s_period);
    }

    [Fact]
    public async Task A_changed_timer_ticks_by_its_new_times()
    {
        await Grain.StartAsync(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, TimerBehavior.None);
        _clock.Advance(s_due);

        await Grain.ChangeAsync(s_period, s_due);

        await TickAsync(1, after: s_period);
        await TickAsync(2, after: s_due);
    }

    [Fact]
    public async Task A_disposed_timer_ticks_no_more()
    {
        await Grain.StartAsync(s_due, s_period, TimerBehavior.None);
        await TickAsync(1, after: s_due);

        await Grain.StopAsync();
        _clock.Advance(s_period * 3);

        Assert.Equal(1, await Grain.TicksAsync());
    }

    [Fact]
    public async Task Deactivation_cancels_the_token_of_the_tick_under_way_and_no_tick_follows()
    {
        await Grain.StartAsync(s_due, s_period, TimerBehavior.WaitsForItsToken | TimerBehavior.Interleaves);
        _clock.Advance(s_due);
        await Signals.RaisedAsync($"{_key}.tick.1");

        await Grain.DeactivateAsync();

        await Signals.RaisedAsync($"{_key}.tick.1.cancelled");
        await Signals.RaisedAsync($"{_key}.deactivated");
        _clock.Advance(s_period * 3);
        Assert.Equal(0, await Grain.TicksAsync());
        Assert.False(Signals.IsRaised($"{_key}.tick.2"));
    }

    [Fact]
    public async Task Ticks_do_not_keep_the_activation_unless_they_say_so()
    {
        var kept = _silo!.Grains.GetGrain<ITimerGrain>(Signals.NewName());
        await Grain.StartAsync(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(4), TimerBehavior.None);
        await kept.StartAsync(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(4), TimerBehavior.KeepsAlive);
        for (var tick = 1; tick <= 2; tick++)
        {
            _clock.Advance(TimeSpan.FromMinutes(4));
            await Signals.RaisedAsync($"{_key}.tick.{tick}");
            await Signals.RaisedAsync($"{kept.GetPrimaryKeyString()}.tick.{tick}");

            // The silo's two timers and the grains' two: both ticks are over.
            await _clock.WaitForTimersAsync(4);
        }

        _clock.Advance(TimeSpan.FromMinutes(4));

        await Signals.RaisedAsync($"{_key}.deactivated");
        Assert.False(Signals.IsRaised($"{kept.GetPrimaryKeyString()}.deactivated"));
    }

    /// <summary>Advances to the next tick, not before it is armed, and sees that it does not come earlier.</summary>
    private async Task TickAsync(int number, TimeSpan after)
    {
        await _clock.WaitForTimerDueInAsync(after);
        _clock.Advance(after - TimeSpan.FromTicks(1));
        Assert.False(Signals.IsRaised($"{_key}.tick.{number}"));
        _clock.Advance(TimeSpan.FromTicks(1));
        await Signals.RaisedAsync($"{_key}.tick.{number}");
    }
}
