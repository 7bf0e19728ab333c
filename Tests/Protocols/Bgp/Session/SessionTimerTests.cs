using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Session;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Protocols.Bgp.Session;

public sealed class SessionTimerTests
{
    private static readonly byte[] s_open = BgpOctets.Parse(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 0025 01 04 FDEA 005A C0000202 08 02 06 41 04 0000FDEA");

    private static readonly byte[] s_keepalive = BgpOctets.Encode(BgpHeader.WriteKeepalive);

    private readonly byte[] _octets = new byte[BgpSession.DrainLengthMin];

    [Theory]
    [InlineData(0, 0.75)]
    [InlineData(0.5, 0.875)]
    [InlineData(1, 1)]
    public void Jitter_takes_up_to_a_quarter_of_a_pause(double drawn, double factor) // RFC 4271 §10, B-066
    {
        var session = new BgpSession(StorySettings.Default, new EvenRandom(drawn));
        var connection = Connect(session, new BgpEvent.Started(), TimeSpan.Zero);
        session.Handle(new BgpEvent.Disconnected(connection, "refused"), TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromSeconds(factor), session.NextTick);

        (session, connection) = Establish(new EvenRandom(drawn));
        Assert.Equal(TimeSpan.FromSeconds(30 * factor), session.NextTick);
        Assert.Equal(BgpState.Established, connection.State);
    }

    [Fact]
    public void Many_sessions_that_fail_together_do_not_come_back_together()
    {
        var random = new Random(7);
        var times = Enumerable.Range(0, 100).Select(_ =>
        {
            var session = new BgpSession(StorySettings.Default, random);
            var connection = Connect(session, new BgpEvent.Started(), TimeSpan.Zero);
            session.Handle(new BgpEvent.Disconnected(connection, "refused"), TimeSpan.Zero);
            return session.NextTick!.Value;
        }).ToList();

        Assert.All(times, time => Assert.InRange(time.TotalMilliseconds, 750, 1000));
        Assert.True(times.Distinct().Count() > 90);
    }

    [Fact]
    public void However_a_peer_behaves_attempts_never_come_faster_than_the_pauses() // W-125
    {
        var session = new BgpSession(StorySettings.Default, new Random(3));
        var now = TimeSpan.Zero;
        var attempts = new List<TimeSpan>();
        var actions = session.Handle(new BgpEvent.Started(), now);
        while (attempts.Count < 30)
        {
            if (actions.OfType<BgpAction.Connect>().FirstOrDefault() is { Connection: var connection })
            {
                attempts.Add(now);
                // Refused, or accepted and thrown out at once, in turns.
                if (attempts.Count % 2 == 0)
                {
                    session.Handle(new BgpEvent.Connected(connection, StorySettings.EndPoints), now);
                }

                session.Handle(new BgpEvent.Disconnected(connection, "no"), now);
            }

            now = session.NextTick!.Value;
            actions = session.Tick(now);
        }

        var pauses = attempts.Zip(attempts.Skip(1), (first, second) => (second - first).TotalSeconds).ToList();
        Assert.All(pauses.Select((pause, index) => (pause, Bound: Math.Min(120, Math.Pow(2, index)))), pair =>
            Assert.InRange(pair.pause, 0.75 * pair.Bound, pair.Bound));
    }

    [Theory]
    [InlineData(90, null, 90, 30)]
    [InlineData(90, 9, 9, 3)]
    [InlineData(9, 90, 9, 3)]
    [InlineData(0, 90, 0, 0)]
    [InlineData(90, 0, 0, 0)]
    public void The_smaller_hold_time_is_agreed_upon_and_a_third_of_it_is_the_pace(int own, int? peer, int agreed, int pace) // B-063
    {
        var settings = StorySettings.Default with { HoldTime = TimeSpan.FromSeconds(own) };
        var open = new BgpOpen(65002, TimeSpan.FromSeconds(peer ?? 90), new(2), new BgpCapabilities());

        var agreement = BgpAgreement.Of(settings, BgpOf(settings), open);

        Assert.Equal((agreed, pace), ((int)agreement.HoldTime.TotalSeconds, (int)agreement.KeepaliveTime.TotalSeconds));
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(30, 30)]
    [InlineData(31, 30)] // never longer than a third: the peer would take us for dead
    [InlineData(0, 30)]
    public void A_pace_of_our_own_may_be_faster_than_the_third(int wanted, int pace) // C-079
    {
        var settings = StorySettings.Default with { KeepaliveTime = TimeSpan.FromSeconds(wanted) };

        Assert.Equal(TimeSpan.FromSeconds(pace), settings.KeepaliveTimeFor(TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public void An_established_session_at_rest_allocates_nothing()
    {
        var (session, connection) = Establish(new EvenRandom(1));
        var now = TimeSpan.Zero;

        Allocations.AssertNone(Rest);

        Assert.Equal(BgpState.Established, session.State);

        void Rest()
        {
            for (var round = 0; round < 100; round++)
            {
                now = session.NextTick!.Value;
                session.Tick(now);
                while (session.Drain(connection, _octets, now) > 0)
                {
                }

                s_keepalive.CopyTo(connection.ReceiveSpace);
                session.Receive(connection, s_keepalive.Length, now);
            }
        }
    }

    // Whatever the network does to the octets, the session sees the same messages.
    [Fact]
    public void Pieces_of_any_size_make_the_same_session()
    {
        byte[] stream = [.. s_open, .. s_keepalive, .. s_keepalive, .. BgpOctets.Encode(octets =>
            BgpUnreachWriter.WriteEndOfRib(octets, BgpFamily.IPv4Unicast)), .. s_keepalive];

        Prop.ForAll(Gen.Choose(1, 40).ArrayOf().ToArbitrary(), sizes =>
        {
            var session = new BgpSession(StorySettings.Default, new EvenRandom(1));
            var connection = Connect(session, new BgpEvent.Started(), TimeSpan.Zero);
            session.Handle(new BgpEvent.Connected(connection, StorySettings.EndPoints), TimeSpan.Zero);
            var at = 0;
            for (var index = 0; at < stream.Length; index++)
            {
                var count = Math.Min(stream.Length - at, index < sizes.Length ? sizes[index] : stream.Length);
                stream.AsSpan(at, count).CopyTo(connection.ReceiveSpace.Span);
                session.Receive(connection, count, TimeSpan.Zero);
                at += count;
            }

            return session.State == BgpState.Established
                && session.Counters is { OpensReceived: 1, KeepalivesReceived: 3, UpdatesReceived: 1 };
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void A_long_stream_fits_a_buffer_of_fixed_size()
    {
        var (session, connection) = Establish(new EvenRandom(1));
        var update = new byte[BgpHeader.MessageLengthMax];
        // An optional attribute that nobody knows fills the message.
        BgpHeader.Write(update, BgpHeader.MessageLengthMax, BgpMessageType.Update);
        BgpOctets.Parse("0000 0FE9 90 63 0FE5").CopyTo(update, BgpHeader.Length);

        for (var sent = 0; sent < 1000 * update.Length;)
        {
            var space = connection.ReceiveSpace.Span;
            Assert.False(space.IsEmpty);
            for (var index = 0; index < space.Length; index++)
            {
                space[index] = update[(sent + index) % update.Length];
            }

            sent += space.Length;
            session.Receive(connection, space.Length, TimeSpan.Zero);
        }

        Assert.Equal(BgpState.Established, session.State);
        Assert.InRange(session.Counters.UpdatesReceived, 1000, 1002);
    }

    private static BgpOpen BgpOf(BgpSessionSettings settings) =>
        new(settings.OwnSystem, settings.HoldTime, settings.Identifier, new BgpCapabilities());

    private static BgpConnection Connect(BgpSession session, BgpEvent started, TimeSpan now) =>
        session.Handle(started, now).OfType<BgpAction.Connect>().Single().Connection;

    private (BgpSession Session, BgpConnection Connection) Establish(Random random)
    {
        var session = new BgpSession(StorySettings.Default, random);
        var connection = Connect(session, new BgpEvent.Started(), TimeSpan.Zero);
        session.Handle(new BgpEvent.Connected(connection, StorySettings.EndPoints), TimeSpan.Zero);
        foreach (var message in (byte[][])[s_open, s_keepalive])
        {
            message.CopyTo(connection.ReceiveSpace);
            session.Receive(connection, message.Length, TimeSpan.Zero);
        }

        while (session.Drain(connection, _octets, TimeSpan.Zero) > 0)
        {
        }

        return (session, connection);
    }
}
