using System.Text;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Session;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Protocols.Bgp.Session;

/// <summary>Every state meets every event: RFC 4271 §8.2.2 as one table, which a person can check against the standard.</summary>
public sealed class SessionTableTests
{
    private const string PeerOpen =
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 0025 01 04 FDEA 005A C0000202 08 02 06 41 04 0000FDEA";

    private const string Refresh = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 0017 05 0001 00 01";

    private static readonly BgpSessionSettings s_settings = StorySettings.Default;

    /// <summary>States, and how they are reached.</summary>
    private static readonly (string Name, Func<SessionStory> Reach)[] s_states =
    [
        ("Idle, stopped", () => new SessionStory(s_settings, StorySettings.EndPoints)),
        ("Idle, held", () => After("out1", BgpState.Established, story => story.Receive("out1", Octets("06 04", 3)))),
        ("Connect", Started),
        ("Connect, DelayOpen", () => Started(s_settings with { DelayOpenTime = TimeSpan.FromSeconds(5) }, "out1")),
        ("Active", () => Reached(story => story.Handle(new BgpEvent.Disconnected(story["out1"], "refused")))),
        ("Active, DelayOpen", () => Started(s_settings with { DelayOpenTime = TimeSpan.FromSeconds(5), IsPassive = true }, "in1")),
        ("OpenSent", () => After("out1", BgpState.OpenSent, _ => { })),
        ("OpenConfirm", () => After("out1", BgpState.OpenConfirm, _ => { })),
        ("Established", () => After("out1", BgpState.Established, _ => { })),
    ];

    private static readonly (string Name, Action<SessionStory> Happen)[] s_events =
    [
        ("Started", story => story.Handle(new BgpEvent.Started())),
        ("Stopped", story => story.Handle(new BgpEvent.Stopped(BgpStopReason.AdministrativeShutdown, "maintenance"))),
        ("Configured, equal", story => story.Handle(new BgpEvent.Configured(story.Session.Settings))),
        ("Configured, hot", story => story.Handle(new BgpEvent.Configured(
            story.Session.Settings with { KeepaliveTime = TimeSpan.FromSeconds(1) }))),
        ("Configured, other OPEN", story => story.Handle(new BgpEvent.Configured(
            story.Session.Settings with { HoldTime = TimeSpan.FromSeconds(9) }))),
        ("PathDown", story => story.Handle(new BgpEvent.PathDown("no packets for 150 ms"))),
        ("Connected", story => Try(story, "out1", story.Connect)),
        ("Accepted", story => story.Accept("in9")),
        ("Disconnected", story => OnEach(story, (name, connection) => story.Handle(new BgpEvent.Disconnected(connection, "reset")))),
        ("next timer", story => story.AdvanceTo(story.Session.NextTick ?? story.Now)),
        ("Hold Time passes", story => story.AdvanceTo(story.Now + TimeSpan.FromSeconds(90.1))),
        ("OPEN", story => Receive(story, BgpOctets.Parse(PeerOpen))),
        ("OPEN, another AS", story => Receive(story, Octets("04 FDEB 005A C0000202 00", 1))),
        ("OPEN, malformed", story => Receive(story, Octets("04 FDEA 0001 C0000202 00", 1))),
        ("UPDATE", story => Receive(story, Octets("0000 0000", 2))),
        ("UPDATE, malformed", story => Receive(story, Octets("0005 0000", 2))),
        ("NOTIFICATION", story => Receive(story, Octets("06 04", 3))),
        ("NOTIFICATION, version", story => Receive(story, Octets("02 01 0004", 3))),
        ("KEEPALIVE", story => Receive(story, Octets("", 4))),
        ("ROUTE-REFRESH", story => Receive(story, BgpOctets.Parse(Refresh))),
        ("ROUTE-REFRESH, malformed", story => Receive(story, Octets("0001 00 01 00", 5))),
        ("wrong marker", story => Receive(story, BgpOctets.Parse("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00 0013 04"))),
        ("wrong length", story => Receive(story, BgpOctets.Parse("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 0012 04"))),
        ("wrong type", story => Receive(story, BgpOctets.Parse("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 0013 09"))),
    ];

    [Fact]
    public void Every_cell_of_the_table_is_as_the_file_says() // RFC 4271 §8.2.2, Q-25, W-125
    {
        var table = new StringBuilder();
        foreach (var (state, reach) in s_states)
        {
            table.Append("== ").Append(state).Append('\n');
            foreach (var (name, happen) in s_events)
            {
                var story = reach();
                Assert.StartsWith(state.Split(',')[0], story.Session.State.ToString());
                story.TakeOutput();
                happen(story);
                table.Append("-- ").Append(name).Append(": ").Append(story.Session.State).Append('\n').Append(story.TakeOutput());
            }

            table.Append('\n');
        }

        Golden.Check("Tests/Golden/Bgp/table.txt", table.ToString());
    }

    [Fact]
    public void No_state_no_event_and_no_message_is_missing_from_the_table()
    {
        Assert.All(Enum.GetNames<BgpState>(), state => Assert.Contains(s_states, row => row.Name.Split(',')[0] == state));
        Assert.All(
            typeof(BgpEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(BgpEvent))),
            type => Assert.Contains(s_events, column => column.Name.Split(',')[0] == type.Name));
        Assert.All(
            Enum.GetNames<BgpMessageType>(),
            type => Assert.Contains(
                s_events,
                column => string.Equals(
                    column.Name.Split(',')[0].Replace("-", "", StringComparison.Ordinal), type, StringComparison.OrdinalIgnoreCase)));
    }

    private static SessionStory Started() => Started(s_settings, connected: null);

    private static SessionStory Started(BgpSessionSettings settings, string? connected)
    {
        var story = new SessionStory(settings, StorySettings.EndPoints);
        story.Handle(new BgpEvent.Started());
        if (connected == "out1")
        {
            story.Connect("out1");
        }
        else if (connected is not null)
        {
            story.Accept(connected);
        }

        return story;
    }

    private static SessionStory Reached(Action<SessionStory> then)
    {
        var story = Started();
        then(story);
        return story;
    }

    private static SessionStory After(string name, BgpState state, Action<SessionStory> then) => Reached(story =>
    {
        story.Connect(name);
        if (state >= BgpState.OpenConfirm)
        {
            story.Receive(name, BgpOctets.Parse(PeerOpen));
        }

        if (state >= BgpState.Established)
        {
            story.Receive(name, Octets("", 4));
        }

        then(story);
    });

    // To the connection that there is; where there is none, nobody can send anything.
    private static void Receive(SessionStory story, byte[] octets) => OnEach(story, (name, _) => story.Receive(name, octets));

    private static void Try(SessionStory story, string name, Action<string> act) => OnEach(story, (found, _) =>
    {
        if (found == name)
        {
            act(name);
        }
    });

    private static void OnEach(SessionStory story, Action<string, BgpConnection> act)
    {
        foreach (var (name, connection) in story.Connections)
        {
            act(name, connection);
        }
    }

    private static byte[] Octets(string body, byte type)
    {
        var octets = BgpOctets.Parse(body);
        var message = new byte[BgpHeader.Length + octets.Length];
        BgpHeader.Write(message, (ushort)message.Length, (BgpMessageType)type);
        octets.CopyTo(message, BgpHeader.Length);
        return message;
    }
}
