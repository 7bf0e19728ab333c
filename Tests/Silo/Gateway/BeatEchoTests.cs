using MetalOrleans.Agent.Contracts;
using MetalOrleans.Silo.Gateway;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Silo.Gateway;

public sealed class BeatEchoTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly BeatEcho _echo;

    public BeatEchoTests()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        _echo = new BeatEcho(_time);
    }

    [Fact]
    public void The_round_trip_leaves_out_what_the_agent_waited_for_its_own_beat()
    {
        var sent = _echo.Now;
        _time.Advance(TimeSpan.FromMilliseconds(87));

        var roundTrip = _echo.Take(new Heartbeat { SentAtMicroseconds = 1, EchoMicroseconds = sent, EchoHeldMicroseconds = 85_000 });

        Assert.Equal(TimeSpan.FromMilliseconds(2), roundTrip);
    }

    [Fact]
    public void The_agent_hears_how_long_its_beat_was_held()
    {
        _echo.Take(new Heartbeat { SentAtMicroseconds = 42 });
        _time.Advance(TimeSpan.FromMilliseconds(30));
        var beat = new Heartbeat();

        _echo.WriteTo(beat);

        Assert.Equal((42UL, 30_000UL), (beat.EchoMicroseconds, beat.EchoHeldMicroseconds));
    }

    [Fact]
    public void Nothing_is_measured_with_an_agent_that_does_not_say_how_long_it_held_the_beat()
    {
        var beat = new Heartbeat();
        _echo.WriteTo(beat);

        Assert.Null(_echo.Take(new Heartbeat { SentAtMicroseconds = 1, EchoMicroseconds = _echo.Now }));
        Assert.Equal(0UL, beat.EchoHeldMicroseconds);
    }

    [Fact]
    public void An_echo_from_the_future_measures_nothing() =>
        Assert.Null(_echo.Take(new Heartbeat
        {
            SentAtMicroseconds = 1,
            EchoMicroseconds = _echo.Now + 1_000_000,
            EchoHeldMicroseconds = 1,
        }));
}
