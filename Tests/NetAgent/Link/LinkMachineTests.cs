using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Link;

namespace MetalOrleans.Tests.NetAgent.Link;

public sealed class LinkMachineTests
{
    private static readonly LinkOptions Options = new();

    private readonly LinkMachine _machine = new(Options, new BackOff(Options, new FixedRandom(0)));
    private TimeSpan _now = TimeSpan.FromSeconds(100);

    [Fact]
    public void Connects_says_hello_and_applies_the_snapshot()
    {
        Assert.IsType<LinkAction.Connect>(Assert.Single(Handle(new LinkEvent.Started())));
        Assert.IsType<LinkAction.SendHello>(Assert.Single(Handle(new LinkEvent.Connected())));
        Assert.Empty(Receive(Welcome()));
        var actions = Receive(Snapshot(version: 3));

        Assert.Equal(LinkPhase.Established, _machine.Phase);
        Assert.Equal(3UL, Assert.IsType<LinkAction.ApplySnapshot>(actions[0]).Snapshot.Version);
        Assert.Equal("silo-0", Assert.IsType<LinkAction.TellEstablished>(actions[1]).SiloName);
    }

    [Fact]
    public void Applies_differences_that_follow_on_each_other()
    {
        Establish(version: 3);

        Assert.IsType<LinkAction.ApplyDifference>(Assert.Single(Receive(Difference(3, 4))));
        Assert.IsType<LinkAction.ApplyDifference>(Assert.Single(Receive(Difference(4, 6))));
    }

    [Theory]
    [InlineData(4UL, 5UL)]
    [InlineData(2UL, 3UL)]
    [InlineData(3UL, 2UL)]
    public void Reconnects_when_a_difference_does_not_start_where_it_stands(ulong from, ulong to)
    {
        Establish(version: 3);

        var actions = Receive(Difference(from, to));

        Assert.IsType<LinkAction.Abandon>(actions[0]);
        Assert.Contains("version 3", Assert.IsType<LinkAction.TellLost>(actions[1]).Reason, StringComparison.Ordinal);
        Assert.Equal(LinkPhase.BackingOff, _machine.Phase);
    }

    [Fact]
    public void Is_asked_for_its_proof_while_it_stands()
    {
        Establish(version: 3);

        Assert.IsType<LinkAction.Prove>(Assert.Single(Receive(new SiloMessage { ProofRequest = new ProofRequest() })));
        Assert.Equal(LinkPhase.Established, _machine.Phase);
    }

    [Fact]
    public void Takes_settings_and_members_before_the_first_order()
    {
        Handle(new LinkEvent.Started());
        Handle(new LinkEvent.Connected());
        var welcome = Welcome();
        welcome.Welcome.Ownership = new OwnershipSettings { ProbeCount = 2 };

        Assert.Equal(2U, Assert.IsType<LinkAction.Configure>(Assert.Single(Receive(welcome))).Settings.ProbeCount);
        var members = new SiloMessage { MemberChange = new MemberChange { Left = { "node2" } } };
        Assert.Equal("node2", Assert.IsType<LinkAction.TakeMembers>(Assert.Single(Receive(members))).Change.Left.Single());
    }

    // A silo may start over in the middle of a session.
    [Fact]
    public void A_second_snapshot_sets_the_version_anew()
    {
        Establish(version: 3);

        Assert.IsType<LinkAction.ApplySnapshot>(Assert.Single(Receive(Snapshot(version: 9))));
        Assert.IsType<LinkAction.ApplyDifference>(Assert.Single(Receive(Difference(9, 10))));
    }

    [Fact]
    public void Sends_a_heartbeat_when_it_has_sent_nothing_for_an_interval()
    {
        Establish();
        Receive(new SiloMessage { Heartbeat = new Heartbeat { SentAtMicroseconds = 77 } });

        Assert.Empty(Tick(99));
        var beat = Assert.IsType<LinkAction.Send>(Assert.Single(Tick(1))).Message.Heartbeat;

        Assert.Equal(77UL, beat.EchoMicroseconds);
        Assert.Equal(100_100_000UL, beat.SentAtMicroseconds);
    }

    [Fact]
    public void Another_message_counts_as_a_heartbeat()
    {
        Establish();
        Tick(60);
        Handle(new LinkEvent.Reporting(new AgentMessage { ObservedState = new ObservedState() }));

        Assert.Empty(Tick(60));
        Assert.Single(Tick(40));
    }

    [Fact]
    public void Is_cut_off_after_the_missed_heartbeats_of_the_welcome_and_keeps_the_connection()
    {
        Establish(interval: 50, missed: 3);
        for (var beat = 0; beat < 2; beat++)
        {
            Assert.IsType<LinkAction.Send>(Assert.Single(Tick(50)));
        }

        var actions = Tick(50);

        Assert.Equal(TimeSpan.FromMilliseconds(150), Assert.IsType<LinkAction.TellSilent>(actions[0]).Silence);
        Assert.IsType<LinkAction.Send>(actions[1]);
        Assert.IsType<LinkAction.Send>(Assert.Single(Tick(50)));
        Assert.True(_machine.IsSiloSilent);
        Assert.Equal(LinkPhase.Established, _machine.Phase);
    }

    [Fact]
    public void A_silo_that_is_heard_again_goes_on_in_the_same_session()
    {
        Establish(version: 3);
        Silence(beats: 6);

        var actions = Receive(Difference(3, 4));

        Assert.Equal(TimeSpan.FromMilliseconds(600), Assert.IsType<LinkAction.TellHeard>(actions[0]).Silence);
        Assert.IsType<LinkAction.ApplyDifference>(actions[1]);
        Assert.False(_machine.IsSiloSilent);
        Silence(beats: 3);
        Assert.False(_machine.IsSiloSilent);
        Assert.IsType<LinkAction.TellSilent>(Tick(100)[0]);
    }

    [Fact]
    public void A_silo_that_stays_silent_is_given_up_for_a_new_connection()
    {
        Establish(interval: 50, missed: 3);
        Silence(beats: 14, interval: 50);
        Assert.Equal(LinkPhase.Established, _machine.Phase);

        var actions = Tick(50);

        Assert.IsType<LinkAction.Abandon>(actions[0]);
        Assert.Contains("silent for 750 ms", Assert.IsType<LinkAction.TellLost>(actions[1]).Reason, StringComparison.Ordinal);
        Assert.False(_machine.IsSiloSilent);
    }

    [Theory]
    [InlineData("heartbeat")]
    [InlineData("difference")]
    [InlineData("unknown")]
    public void Any_message_of_the_silo_is_a_sign_of_life(string kind)
    {
        Establish(version: 3);
        Tick(100);
        Tick(100);
        Tick(100);
        Receive(kind switch
        {
            "heartbeat" => new SiloMessage { Heartbeat = new Heartbeat() },
            "difference" => Difference(3, 4),
            _ => SiloMessage.Parser.ParseFrom(UnknownKind()),
        });

        Assert.IsType<LinkAction.Send>(Assert.Single(Tick(100)));
        Assert.Equal(LinkPhase.Established, _machine.Phase);
    }

    // The process itself was held up: what the silo sent meanwhile is still unread, so it gets an interval more.
    [Fact]
    public void A_tick_that_is_late_does_not_make_a_silo_silent_whose_beats_are_unread()
    {
        Establish();

        Assert.IsType<LinkAction.Send>(Assert.Single(Tick(2_000)));
        Assert.False(_machine.IsSiloSilent);

        Assert.IsType<LinkAction.TellSilent>(Tick(100)[0]);
    }

    [Fact]
    public void Gives_up_an_attempt_that_brings_no_snapshot()
    {
        Handle(new LinkEvent.Started());
        Handle(new LinkEvent.Connected());
        Receive(Welcome());

        Assert.Empty(Tick(4_999));
        var actions = Tick(1);

        Assert.IsType<LinkAction.Abandon>(actions[0]);
        Assert.Contains("Welcomed", Assert.IsType<LinkAction.TellLost>(actions[1]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Connects_again_after_the_pause()
    {
        Establish();
        Handle(new LinkEvent.Disconnected("reset"));

        Assert.Empty(Tick(99));
        Assert.IsType<LinkAction.Connect>(Assert.Single(Tick(1)));
    }

    [Fact]
    public void Keeps_quiet_about_observations_without_a_session()
    {
        Handle(new LinkEvent.Started());

        Assert.Empty(Handle(new LinkEvent.Reporting(new AgentMessage())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Refuses_a_version_it_does_not_speak(uint version)
    {
        Handle(new LinkEvent.Started());
        Handle(new LinkEvent.Connected());
        var welcome = Welcome();
        welcome.Welcome.ProtocolVersion = version;

        var actions = Receive(welcome);

        Assert.IsType<LinkAction.Abandon>(actions[0]);
        Assert.Contains("protocol version", Assert.IsType<LinkAction.TellLost>(actions[1]).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Refusal.Types.Reason.NotReady, 100)]
    [InlineData(Refusal.Types.Reason.NodeName, 5_000)]
    [InlineData(Refusal.Types.Reason.ProtocolVersion, 5_000)]
    [InlineData(Refusal.Types.Reason.Superseded, 5_000)]
    public void Backs_off_after_a_refusal_as_long_as_its_reason_may_last(Refusal.Types.Reason reason, int milliseconds)
    {
        Handle(new LinkEvent.Started());
        Handle(new LinkEvent.Connected());

        var actions = Receive(new SiloMessage { Refusal = new Refusal { Reason = reason, Message = "no" } });

        Assert.IsType<LinkAction.Abandon>(actions[0]);
        var told = Assert.IsType<LinkAction.TellRefused>(actions[1]);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), told.Delay);
        Assert.Empty(Tick(milliseconds - 1));
        Assert.IsType<LinkAction.Connect>(Assert.Single(Tick(1)));
    }

    [Fact]
    public void Drops_a_silo_that_sends_orders_before_the_welcome()
    {
        Handle(new LinkEvent.Started());
        Handle(new LinkEvent.Connected());

        Assert.IsType<LinkAction.Abandon>(Receive(Snapshot())[0]);
    }

    [Fact]
    public void Says_goodbye_and_finishes_when_nothing_is_announced_any_more()
    {
        Establish(version: 3);

        var goodbye = Assert.IsType<LinkAction.Send>(Assert.Single(Handle(new LinkEvent.StopRequested("SIGTERM"))));
        Assert.Equal("SIGTERM", goodbye.Message.Goodbye.Reason);
        Assert.IsType<LinkAction.ApplyDifference>(Assert.Single(Receive(Difference(3, 4))));
        Assert.IsType<LinkAction.Finish>(Assert.Single(Handle(new LinkEvent.Drained())));
    }

    [Fact]
    public void Finishes_a_second_after_its_goodbye_whatever_happens()
    {
        Establish();
        Handle(new LinkEvent.StopRequested("SIGTERM"));
        Handle(new LinkEvent.Disconnected("reset"));

        Assert.Empty(Tick(999));
        Assert.IsType<LinkAction.Finish>(Assert.Single(Tick(1)));
        Assert.Null(_machine.NextTick);
    }

    [Fact]
    public void Finishes_at_once_when_there_is_no_silo_to_take_over()
    {
        Handle(new LinkEvent.Started());

        Assert.IsType<LinkAction.Finish>(Assert.Single(Handle(new LinkEvent.StopRequested("SIGINT"))));
    }

    private static byte[] UnknownKind() => new byte[] { (15 << 3) | 2, 1, 0 };

    private static SiloMessage Welcome(uint interval = 100, uint missed = 4) => new()
    {
        Welcome = new Welcome
        {
            ProtocolVersion = 1,
            SiloName = "silo-0",
            HeartbeatIntervalMilliseconds = interval,
            MissedHeartbeats = missed,
        },
    };

    private static SiloMessage Snapshot(ulong version = 1) => new() { Snapshot = new Snapshot { Version = version } };

    private static SiloMessage Difference(ulong from, ulong to) =>
        new() { Difference = new Difference { FromVersion = from, ToVersion = to } };

    private void Establish(ulong version = 1, uint interval = 100, uint missed = 4)
    {
        Handle(new LinkEvent.Started());
        Handle(new LinkEvent.Connected());
        Receive(Welcome(interval, missed));
        Receive(Snapshot(version));
        Assert.Equal(LinkPhase.Established, _machine.Phase);
    }

    private void Silence(int beats, int interval = 100)
    {
        for (var beat = 0; beat < beats; beat++)
        {
            Tick(interval);
        }
    }

    private List<LinkAction> Receive(SiloMessage message) => Handle(new LinkEvent.Received(message));

    private List<LinkAction> Tick(double milliseconds)
    {
        _now += TimeSpan.FromMilliseconds(milliseconds);
        return Handle(new LinkEvent.Ticked());
    }

    private List<LinkAction> Handle(LinkEvent @event) => [.. _machine.Handle(@event, _now)];

    private sealed class FixedRandom(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
