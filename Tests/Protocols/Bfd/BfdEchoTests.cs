using MetalOrleans.Protocols.Bfd;
using static MetalOrleans.Tests.Protocols.Bfd.BfdStory;

namespace MetalOrleans.Tests.Protocols.Bfd;

/// <summary>The echo function: RFC 5880 §6.4, §6.8.5, §6.8.8, §6.8.9.</summary>
public sealed class BfdEchoTests
{
    private static readonly BfdSessionOptions Options = BfdSessionOptions.Default with
    {
        EchoInterval = TimeSpan.FromMilliseconds(50),
        EchoReceiveInterval = TimeSpan.FromMilliseconds(50),
    };

    [Fact]
    public void Nothing_is_sent_before_the_session_is_up()
    {
        var story = new BfdStory(Options).Hear(0, Packet(BfdState.Down, your: 0, echo: 50)).Until(500);

        Assert.Empty(story.Echoes);
    }

    [Fact]
    public void Nothing_is_sent_to_a_peer_that_loops_nothing()
    {
        var story = new BfdStory(Options).Up(echo: 0).Until(500);

        Assert.Empty(story.Echoes);
    }

    // RFC 5883 §5.
    [Fact]
    public void Nothing_is_sent_or_promised_over_routers()
    {
        var story = new BfdStory(Options, isMultihop: true).Up(echo: 50).Until(500);

        Assert.Empty(story.Echoes);
        Assert.All(story.Sent, sent => Assert.Equal(0U, sent.Packet.RequiredMinEchoRxMicroseconds));
    }

    // A peer that never returns one may filter them: the session lives on its control packets.
    [Fact]
    public void A_peer_that_returns_none_gets_one_a_second_and_keeps_its_session()
    {
        var story = Alive(new BfdStory(Options).Up(echo: 50), until: 5000, echo: 50);

        Assert.Equal([0, 1000, 2000, 3000, 4000, 5000], story.Echoes.Select(echo => echo.At));
        Assert.Equal(BfdState.Up, story.Session.State);
        Assert.Equal(TimeSpan.Zero, story.Session.Terms.EchoInterval);
    }

    [Fact]
    public void Once_they_come_back_they_leave_at_the_interval_and_control_packets_are_asked_for_once_a_second()
    {
        var story = Returning(new BfdStory(Options).Up(echo: 50), until: 500, echo: 50);

        Assert.Equal(TimeSpan.FromMilliseconds(50), story.Session.Terms.EchoInterval);
        Assert.Equal(Enumerable.Range(0, 9).Select(number => 51.0 + (50 * number)), story.Echoes.Skip(1).Select(echo => echo.At));
        Assert.Equal(1_000_000U, story.Sent[^1].Packet.RequiredMinRxMicroseconds);
        Assert.Equal(50_000U, story.Sent[^1].Packet.RequiredMinEchoRxMicroseconds);
    }

    [Fact]
    public void It_is_not_faster_than_the_peer_takes_them()
    {
        var story = Returning(new BfdStory(Options).Up(echo: 200), until: 801, echo: 200);

        Assert.Equal(TimeSpan.FromMilliseconds(200), story.Session.Terms.EchoInterval);
        Assert.Equal(4, story.Echoes.Count(echo => echo.At > 0));
    }

    // §6.8.5: with the own multiplier, as the echo is a local matter.
    [Fact]
    public void When_they_stop_coming_back_the_session_goes_down()
    {
        var story = Returning(new BfdStory(Options).Up(echo: 50), until: 500, echo: 50);

        // The last that came back left at 451 ms.
        story.Until(601.9);
        Assert.Equal(BfdState.Up, story.Session.State);
        story.Until(602);

        Assert.Equal(BfdState.Down, story.Session.State);
        Assert.Equal(BfdDiagnostic.EchoFunctionFailed, story.Session.Diagnostic);
        Assert.True(story.Session.HasFailed);
    }

    [Fact]
    public void A_forged_a_repeated_and_a_future_packet_prove_nothing()
    {
        var story = new BfdStory(Options).Up(echo: 50);
        var sent = story.Echoes[0].Packet;

        story.At(1, BfdEvent.Returned(sent with { Token = 1 }));
        story.At(1, BfdEvent.Returned(sent with { Number = 9 }));
        story.At(1, BfdEvent.Returned(sent with { Discriminator = 9 }));
        Assert.Equal(TimeSpan.Zero, story.Session.Terms.EchoInterval);
        story.At(2, BfdEvent.Returned(sent)).At(100, BfdEvent.Returned(sent)).Until(152);

        Assert.Equal(BfdState.Down, story.Session.State);
    }

    [Fact]
    public void A_peer_that_stops_looping_ends_the_function_and_not_the_session()
    {
        var story = Returning(new BfdStory(Options).Up(echo: 50), until: 500, echo: 50);

        story.Hear(510, Packet(BfdState.Up, echo: 0)).Hear(511, Packet(BfdState.Up, BfdControlFlags.Final)).Forget();
        Alive(story, until: 2000, echo: 0);

        Assert.Equal(BfdState.Up, story.Session.State);
        Assert.Empty(story.Echoes);
    }

    // The peer's control packets, at an interval that keeps the session up.
    private static BfdStory Alive(BfdStory story, double until, double echo)
    {
        for (var at = story.Now.TotalMilliseconds + 200; at < until; at += 200)
        {
            story.Hear(at, Packet(BfdState.Up, echo: echo));
        }

        return story.Until(until);
    }

    // Every echo packet comes back after a millisecond.
    private static BfdStory Returning(BfdStory story, double until, double echo)
    {
        var returned = 0;
        for (var at = story.Now.TotalMilliseconds; at <= until; at++)
        {
            story.Until(at);
            while (returned < story.Echoes.Count && story.Echoes[returned].At + 1 <= at)
            {
                story.Apply(BfdEvent.Returned(story.Echoes[returned++].Packet));
            }

            if (at % 250 == 0)
            {
                story.Hear(at, Packet(BfdState.Up, echo: echo));
            }
        }

        return story;
    }
}
