using MetalOrleans.NetAgent.Hosting;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Hosting;

/// <summary>The timer of the agent's loops: never early, and touched only when what it waits for is another time.</summary>
public sealed class LoopTimerTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly LoopTimer _timer;
    private int _fired;

    public LoopTimerTests()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _timer = new LoopTimer(_time, () => _fired++);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _timer.DisposeAsync();

    [Fact]
    public void Its_clock_begins_when_it_is_made()
    {
        _time.Advance(TimeSpan.FromMilliseconds(7));

        Assert.Equal(TimeSpan.FromMilliseconds(7), _timer.Now);
    }

    [Fact]
    public void What_was_waited_for_is_due_when_it_fires()
    {
        var due = TimeSpan.FromMicroseconds(1_500);
        _timer.Set(due);

        _time.Advance(due);
        Assert.Equal(0, _fired);
        _time.Advance(TimeSpan.FromMicroseconds(500));

        Assert.Equal(1, _fired);
        Assert.True(_timer.Now >= due);
    }

    [Fact]
    public void What_is_past_fires_at_once()
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        _timer.Set(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.Zero);

        Assert.Equal(1, _fired);
    }

    [Fact]
    public async Task The_same_time_again_does_not_touch_the_clock()
    {
        _timer.Set(TimeSpan.FromSeconds(1));
        var touched = _time.NextArmingAsync();

        _timer.Set(TimeSpan.FromSeconds(1));
        Assert.False(touched.IsCompleted);

        _timer.Set(TimeSpan.FromSeconds(2));
        await touched;
    }

    [Fact]
    public void After_it_fired_the_same_time_is_news()
    {
        _timer.Set(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        _timer.Fired();
        _timer.Set(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.Zero);

        Assert.Equal(2, _fired);
    }

    [Fact]
    public void Null_means_never()
    {
        _timer.Set(TimeSpan.FromSeconds(1));
        _timer.Set(null);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, _fired);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(1, null, 1)]
    [InlineData(null, 2, 2)]
    [InlineData(2, 1, 1)]
    [InlineData(1, 2, 1)]
    public void The_earlier_of_two_times_wins_and_null_never_does(int? first, int? second, int? expected) =>
        Assert.Equal(Seconds(expected), LoopTimer.Earliest(Seconds(first), Seconds(second)));

    private static TimeSpan? Seconds(int? count) => count is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
