using MetalOrleans.Protocols.Bfd;
using static MetalOrleans.Tests.Protocols.Bfd.BfdStory;

namespace MetalOrleans.Tests.Protocols.Bfd;

/// <summary>When packets are sent, and when silence counts: RFC 5880 §6.8.2 to §6.8.9, in controlled time.</summary>
public sealed class BfdTimingTests
{
    [Fact]
    public void Sends_once_a_second_while_the_session_is_not_up()
    {
        var story = new BfdStory(BfdSessionOptions.Default with { TransmitInterval = Milliseconds(50) }).Until(3000);

        Assert.Equal([0, 1000, 2000, 3000], story.Sent.Select(sent => sent.At));
        Assert.All(story.Sent, sent => Assert.Equal(1_000_000U, sent.Packet.DesiredMinTxMicroseconds));
        Assert.All(story.Sent, sent => Assert.Equal(300_000U, sent.Packet.RequiredMinRxMicroseconds));
    }

    // §6.8.7: reduced by 0 to 25 %, and by 10 to 25 % when the loss of one packet ends the session.
    [Theory]
    [InlineData(3, 0.0, 1000)]
    [InlineData(3, 0.5, 875)]
    [InlineData(3, 0.999999, 750)]
    [InlineData(1, 0.0, 900)]
    [InlineData(1, 0.5, 825)]
    [InlineData(1, 0.999999, 750)]
    public void Jitter_shortens_each_interval(int multiplier, double drawn, double expected)
    {
        var story = new BfdStory(
            BfdSessionOptions.Default with { DetectMultiplier = multiplier }, random: new FixedRandom(drawn)).Until(1000);

        Assert.Equal(expected, story.Sent[1].At, tolerance: 0.01);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void Drawn_intervals_stay_within_the_bounds_of_the_RFC(int multiplier)
    {
        var story = new BfdStory(
            BfdSessionOptions.Default with { DetectMultiplier = multiplier }, random: new Random(1)).Until(1_000_000);

        var intervals = story.Sent.Zip(story.Sent.Skip(1), (first, second) => second.At - first.At).ToList();
        Assert.InRange(intervals.Min(), 750, 760);
        Assert.InRange(intervals.Max(), multiplier == 1 ? 890 : 990, multiplier == 1 ? 900 : 1000);
    }

    // §6.8.7: no faster than the peer wants to receive.
    [Theory]
    [InlineData(100, 300, 300)]
    [InlineData(300, 100, 300)]
    [InlineData(50, 50, 50)]
    public void Once_up_it_sends_at_the_slower_of_what_both_sides_want(double own, double peer, double expected)
    {
        var story = new BfdStory(BfdSessionOptions.Default with { TransmitInterval = Milliseconds(own) })
            .Up(rx: peer).Forget().Until(2 * expected);

        Assert.Equal([expected, 2 * expected], story.Sent.Select(sent => sent.At));
    }

    // §6.8.4: the peer's multiplier times the slower of what it sends and what is wanted here.
    [Theory]
    [InlineData(300, 100, 3, 900)]
    [InlineData(100, 300, 3, 900)]
    [InlineData(50, 50, 5, 250)]
    [InlineData(50, 50, 1, 50)]
    public void Silence_ends_the_session_after_the_detection_time(double rx, double peerTx, byte peerMultiplier, double expected)
    {
        var story = new BfdStory(BfdSessionOptions.Default with { ReceiveInterval = Milliseconds(rx), DetectMultiplier = 9 })
            .Up(tx: peerTx, multiplier: peerMultiplier);

        Assert.Equal(Milliseconds(expected), story.Session.Terms.DetectionTime);
        story.Until(expected - 0.001);
        Assert.Equal(BfdState.Up, story.Session.State);
        story.Until(expected);

        Assert.Equal(BfdState.Down, story.Session.State);
        Assert.True(story.Session.HasFailed);
    }

    [Fact]
    public void A_packet_heard_at_the_last_moment_keeps_the_session_up()
    {
        var story = new BfdStory().Up().Until(899.999);

        story.Hear(899.999, Packet(BfdState.Up)).Until(1799.998);

        Assert.Equal(BfdState.Up, story.Session.State);
    }

    // §6.5, §6.8.3: new intervals are told at once with P, until F comes.
    [Fact]
    public void Going_up_starts_a_poll_sequence_that_the_final_bit_ends()
    {
        var story = new BfdStory().Hear(0, Packet(BfdState.Down, your: 0)).Hear(0, Packet(BfdState.Up));
        Assert.True(story.Session.IsPolling);

        story.Until(299).Forget().Until(600);
        Assert.All(story.Sent, sent => Assert.Equal(BfdControlFlags.Poll, sent.Packet.Flags));
        Assert.Equal([300, 600], story.Sent.Select(sent => sent.At));
        story.Hear(600, Packet(BfdState.Up, BfdControlFlags.Final)).Forget().Until(900);

        Assert.Equal(BfdControlFlags.None, Assert.Single(story.Sent).Packet.Flags);
    }

    [Fact]
    public void A_poll_is_answered_at_once_with_the_final_bit_and_leaves_the_schedule_alone()
    {
        var story = new BfdStory().Up().Until(300).Forget();

        story.Hear(400, Packet(BfdState.Up, BfdControlFlags.Poll)).Until(600);

        Assert.Equal([400, 600], story.Sent.Select(sent => sent.At));
        Assert.Equal([BfdControlFlags.Final, BfdControlFlags.None], story.Sent.Select(sent => sent.Packet.Flags));
    }

    // §6.5: P and F never travel in one packet.
    [Fact]
    public void A_poll_is_answered_during_an_own_poll_sequence_without_the_poll_bit()
    {
        var story = new BfdStory().Hear(0, Packet(BfdState.Down, your: 0)).Hear(0, Packet(BfdState.Up)).Forget();

        story.Hear(10, Packet(BfdState.Up, BfdControlFlags.Poll));

        Assert.Equal(BfdControlFlags.Final, Assert.Single(story.Sent).Packet.Flags);
        Assert.True(story.Session.IsPolling);
    }

    // §6.8.3: while up, slower packets wait for the answer, faster ones do not.
    [Fact]
    public void A_slower_transmit_interval_waits_until_the_peer_has_confirmed_it()
    {
        var story = new BfdStory().Up().Until(10).Forget();

        story.At(10, BfdEvent.Configured(BfdSessionOptions.Default with { TransmitInterval = Milliseconds(600) })).Until(610);
        Assert.Equal([10, 310, 610], story.Sent.Select(sent => sent.At));
        Assert.All(story.Sent, sent => Assert.Equal(600_000U, sent.Packet.DesiredMinTxMicroseconds));
        story.Hear(610, Packet(BfdState.Up, BfdControlFlags.Final)).Forget().Until(1300);

        Assert.Equal([1210], story.Sent.Select(sent => sent.At));
        Assert.Equal(BfdState.Up, story.Session.State);
    }

    [Fact]
    public void A_faster_transmit_interval_counts_at_once()
    {
        var story = new BfdStory().Up(rx: 10).Until(10).Forget();

        story.At(10, BfdEvent.Configured(BfdSessionOptions.Default with { TransmitInterval = Milliseconds(100) })).Until(210);

        Assert.Equal([10, 110, 210], story.Sent.Select(sent => sent.At));
    }

    [Fact]
    public void A_shorter_receive_interval_shortens_the_detection_time_only_after_the_confirmation()
    {
        var story = new BfdStory().Up(tx: 50).Until(10);

        story.At(10, BfdEvent.Configured(BfdSessionOptions.Default with { ReceiveInterval = Milliseconds(50) }));
        Assert.Equal(Milliseconds(900), story.Session.Terms.DetectionTime);
        story.Hear(20, Packet(BfdState.Up, BfdControlFlags.Final, tx: 50));

        Assert.Equal(Milliseconds(150), story.Session.Terms.DetectionTime);
    }

    [Fact]
    public void A_longer_receive_interval_lengthens_the_detection_time_at_once()
    {
        var story = new BfdStory().Up().Until(10);

        story.At(10, BfdEvent.Configured(BfdSessionOptions.Default with { ReceiveInterval = Milliseconds(1000) }));

        Assert.Equal(Milliseconds(3000), story.Session.Terms.DetectionTime);
    }

    // The first answer may be to what was said before the second change.
    [Fact]
    public void A_change_during_a_poll_sequence_is_followed_by_another_one()
    {
        var story = new BfdStory().Up().Until(10);
        story.At(10, BfdEvent.Configured(BfdSessionOptions.Default with { TransmitInterval = Milliseconds(600) }));
        story.At(20, BfdEvent.Configured(BfdSessionOptions.Default with { TransmitInterval = Milliseconds(900) }));

        story.Hear(30, Packet(BfdState.Up, BfdControlFlags.Final));
        Assert.True(story.Session.IsPolling);
        Assert.Equal(Milliseconds(300), story.Session.Terms.TransmitInterval);
        story.Hear(40, Packet(BfdState.Up, BfdControlFlags.Final));

        Assert.False(story.Session.IsPolling);
        Assert.Equal(Milliseconds(900), story.Session.Terms.TransmitInterval);
    }

    // §6.8.7: a peer that wants no packets gets none, but answers.
    [Fact]
    public void A_required_interval_of_zero_stops_periodic_packets()
    {
        var story = new BfdStory().Up().Hear(10, Packet(BfdState.Up, rx: 0)).Forget();

        story.Hear(500, Packet(BfdState.Up, BfdControlFlags.Poll, rx: 0)).Until(1000);
        Assert.Equal(BfdControlFlags.Final, Assert.Single(story.Sent).Packet.Flags);
        story.Hear(1000, Packet(BfdState.Up, rx: 300)).Until(1400);

        Assert.True(story.Sent.Count > 1);
    }

    // §6.6, §6.8.7: the peer's demand mode silences this side while both are up, but for a Poll Sequence.
    [Fact]
    public void A_peer_in_demand_mode_is_told_nothing_unasked()
    {
        var story = new BfdStory().Up().Hear(10, Packet(BfdState.Up, BfdControlFlags.Demand)).Forget();

        story.Hear(500, Packet(BfdState.Up, BfdControlFlags.Demand)).Hear(900, Packet(BfdState.Up, BfdControlFlags.Demand | BfdControlFlags.Poll));
        Assert.Equal([(900, BfdControlFlags.Final)], story.Sent.Select(sent => (sent.At, sent.Packet.Flags)));
        story.Forget().At(950, BfdEvent.Configured(BfdSessionOptions.Default with { TransmitInterval = Milliseconds(100) }));

        Assert.Equal(BfdControlFlags.Poll, Assert.Single(story.Sent).Packet.Flags);
    }

    [Fact]
    public void A_passive_side_is_silent_until_the_peer_has_spoken_and_after_it_fell_silent()
    {
        var story = new BfdStory(BfdSessionOptions.Default with { IsPassive = true }).Until(5000);
        Assert.Empty(story.Sent);

        story.Hear(5000, Packet(BfdState.Down, your: 0, tx: 1000)).Until(7999);
        Assert.NotEmpty(story.Sent);
        story.Until(8000).Forget().Until(20_000);

        Assert.Empty(story.Sent);
    }

    [Fact]
    public void A_change_of_state_is_told_at_once()
    {
        var story = new BfdStory().Until(100).Forget();

        story.Hear(100, Packet(BfdState.Down, your: 0)).Hear(110, Packet(BfdState.Up)).Hear(120, Packet(BfdState.Down));

        Assert.Equal(
            [(100, BfdState.Init), (110, BfdState.Up), (120, BfdState.Down)],
            story.Sent.Select(sent => (sent.At, sent.Packet.State)));
    }

    // RFC 5882 §3.2, §4.2.
    [Fact]
    public void What_the_peers_administrator_does_is_no_failure()
    {
        var story = new BfdStory().Up();

        story.Hear(10, Packet(BfdState.AdminDown, diagnostic: BfdDiagnostic.AdministrativelyDown));

        Assert.Equal(BfdState.Down, story.Session.State);
        Assert.False(story.Session.HasFailed);
    }

    [Fact]
    public void A_host_that_comes_late_sends_one_packet_and_no_burst()
    {
        var session = new BfdSession(
            Own, 1, isMultihop: false, BfdSessionOptions.Default, new FixedRandom(0), TimeSpan.Zero);
        var actions = new BfdActionList(new BfdAction[BfdAction.CountMax]);

        session.Handle(BfdEvent.Ticked, TimeSpan.FromSeconds(10), ref actions);

        Assert.Equal(1, actions.Actions.Length);
        Assert.Equal(TimeSpan.FromSeconds(11), session.NextDue);
    }

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
