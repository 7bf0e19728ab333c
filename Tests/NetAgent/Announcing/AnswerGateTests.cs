using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Announcing;

/// <summary>A process that was stopped does not answer what it finds in its sockets before it knows whether it still may.</summary>
[Trait("Invariant", "3")]
public sealed class AnswerGateTests
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMilliseconds(400);

    private readonly ManualTimeProvider _time = new();
    private readonly AnswerGate _gate;

    public AnswerGateTests() => _gate = new AnswerGate(_time);

    [Fact]
    public void Is_open_while_the_loop_is_alive()
    {
        for (var beat = 0; beat < 10; beat++)
        {
            Assert.Equal(TimeSpan.Zero, _gate.Beat(SilenceMax));
            _time.Advance(SilenceMax);
            Assert.True(_gate.IsOpen);
        }

        Assert.Equal(TimeSpan.Zero, _gate.OpensIn);
    }

    [Fact]
    public void Is_shut_from_the_moment_at_which_the_silo_may_have_given_the_addresses_away()
    {
        _gate.Beat(SilenceMax);
        _time.Advance(SilenceMax + TimeSpan.FromMilliseconds(1));

        // Whichever thread goes on first.
        Assert.False(_gate.IsOpen);
        Assert.Equal(SilenceMax + TimeSpan.FromMilliseconds(1), _gate.Beat(SilenceMax));
        Assert.False(_gate.IsOpen);
        Assert.Equal(SilenceMax / 2, _gate.OpensIn);
        Assert.Equal(TimeSpan.Zero, _gate.Beat(SilenceMax));
    }

    [Fact]
    public void Is_open_again_when_what_has_happened_must_have_been_heard()
    {
        _gate.Beat(SilenceMax);
        _time.Advance(TimeSpan.FromSeconds(3));
        _gate.Beat(SilenceMax);

        _time.Advance((SilenceMax / 2) - TimeSpan.FromMilliseconds(1));
        _gate.Beat(silenceMax: null);
        Assert.False(_gate.IsOpen);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(_gate.IsOpen);
    }

    [Fact]
    public void Is_open_as_soon_as_a_silo_has_said_what_is_to_be_announced()
    {
        _gate.Beat(SilenceMax);
        _time.Advance(TimeSpan.FromSeconds(3));
        _gate.Beat(silenceMax: null);
        Assert.False(_gate.IsOpen);

        _gate.Open();

        Assert.True(_gate.IsOpen);
    }

    // Fail static: without a silo the loop has nothing to do for seconds, and nobody gives the addresses away for that.
    [Fact]
    public void Is_open_without_a_silo_however_long_nothing_happens()
    {
        _gate.Beat(SilenceMax);
        _gate.Beat(silenceMax: null);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.True(_gate.IsOpen);
        _gate.Beat(SilenceMax);
        Assert.True(_gate.IsOpen);
    }
}
