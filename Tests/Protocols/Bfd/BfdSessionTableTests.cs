using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bfd;
using IPAddress = System.Net.IPAddress;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Protocols.Bfd;

/// <summary>Which session a packet is for (RFC 5880 §6.8.6, RFC 5881 §3 to §5, RFC 5883 §4 and §5), and who is due.</summary>
public sealed class BfdSessionTableTests
{
    private readonly BfdSessionTable<string> _table = new(new Random(1));
    private readonly BfdAction[] _room = new BfdAction[BfdAction.CountMax];

    private static BfdArrival FromPeer { get; } = new(Address("192.0.2.1"), Address("192.0.2.2"), 3, 0, IsMultihop: false, Ttl: 255);

    [Fact]
    public void The_first_packet_is_known_by_its_addresses()
    {
        var entry = Add("a", "192.0.2.1");
        Add("b", "192.0.2.9");

        Assert.Equal((BfdPacketError.None, "a"), Receive(BfdStory.Packet(BfdState.Down, your: 0), FromPeer));

        Assert.Equal(BfdState.Init, entry.Session.State);
    }

    [Fact]
    public void Later_packets_are_known_by_the_discriminator()
    {
        var entry = Add("a", "192.0.2.1");
        Receive(BfdStory.Packet(BfdState.Down, your: 0), FromPeer);

        Assert.Equal(
            (BfdPacketError.None, "a"), Receive(BfdStory.Packet(BfdState.Up, your: entry.Session.LocalDiscriminator), FromPeer));

        Assert.Equal(BfdState.Up, entry.Session.State);
    }

    [Fact]
    public void Each_session_has_a_discriminator_of_its_own()
    {
        var all = Enumerable.Range(0, 1000).Select(number => Add($"{number}", "192.0.2.1").Session.LocalDiscriminator).ToList();

        Assert.Equal(1000, all.Distinct().Count());
        Assert.DoesNotContain(0U, all);
    }

    public static TheoryData<string, BfdArrival, BfdPacketError> Strangers => new()
    {
        { "from another system", FromPeer with { Remote = Address("192.0.2.9") }, BfdPacketError.WrongPeer },
        { "to another address", FromPeer with { Local = Address("192.0.2.9") }, BfdPacketError.WrongPeer },
        { "on another interface", FromPeer with { Interface = 4 }, BfdPacketError.WrongPeer },
        { "in another VRF", FromPeer with { Routing = 1 }, BfdPacketError.WrongPeer },
        { "to the port of multihop", FromPeer with { IsMultihop = true }, BfdPacketError.WrongPeer },
        { "over a router", FromPeer with { Ttl = 254 }, BfdPacketError.BadTtl },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void A_packet_that_only_knows_the_discriminator_is_not_the_peers(string what, BfdArrival arrival, BfdPacketError expected)
    {
        var entry = _table.Add(
            "a", new BfdPeer(Address("192.0.2.1"), Address("192.0.2.2"), 3, 0, IsMultihop: false), BfdSessionOptions.Default, TimeSpan.Zero);

        Assert.Equal(expected, Receive(BfdStory.Packet(BfdState.Down, your: entry.Session.LocalDiscriminator), arrival).Error);
        Assert.True(entry.Session.State == BfdState.Down, what);
        Assert.Equal(BfdPacketError.None, Receive(BfdStory.Packet(BfdState.Down, your: entry.Session.LocalDiscriminator), FromPeer).Error);
    }

    [Fact]
    public void Nobodys_packet_is_discarded_with_the_reason()
    {
        Add("a", "192.0.2.1");

        Assert.Equal(BfdPacketError.UnknownSession, Receive(BfdStory.Packet(BfdState.Up, your: 12345), FromPeer).Error);
        Assert.Equal(
            BfdPacketError.UnknownSession,
            Receive(BfdStory.Packet(BfdState.Down, your: 0), FromPeer with { Remote = Address("192.0.2.9") }).Error);
    }

    [Fact]
    public void A_session_of_the_interface_goes_before_one_of_any()
    {
        Add("any", "fe80::1");
        Add("eth1", "fe80::1", on: 4);
        Add("eth0", "fe80::1", on: 3);
        var arrival = FromPeer with { Remote = Address("fe80::1"), Local = Address("fe80::2") };

        Assert.Equal("eth0", Receive(BfdStory.Packet(BfdState.Down, your: 0), arrival).Host);
        Assert.Equal("eth1", Receive(BfdStory.Packet(BfdState.Down, your: 0), arrival with { Interface = 4 }).Host);
        Assert.Equal("any", Receive(BfdStory.Packet(BfdState.Down, your: 0), arrival with { Interface = 5 }).Host);
    }

    // RFC 5883 §5; C-106.
    [Theory]
    [InlineData(250, 249, BfdPacketError.BadTtl)]
    [InlineData(250, 250, BfdPacketError.None)]
    [InlineData(254, 253, BfdPacketError.BadTtl)]
    [InlineData(1, 1, BfdPacketError.None)]
    public void A_multihop_packet_may_have_travelled_as_far_as_the_options_say(int minimum, byte ttl, BfdPacketError expected)
    {
        _table.Add(
            "a",
            new BfdPeer(Address("192.0.2.1"), null, 0, 0, IsMultihop: true),
            BfdSessionOptions.Default with { MinimumTtl = minimum },
            TimeSpan.Zero);

        Assert.Equal(
            expected, Receive(BfdStory.Packet(BfdState.Down, your: 0), FromPeer with { IsMultihop = true, Ttl = ttl }).Error);
    }

    [Fact]
    public void A_session_held_down_discards_and_says_so()
    {
        var entry = Add("a", "192.0.2.1");
        var actions = new BfdActionList(_room);
        _table.Handle(entry, BfdEvent.Disabled, TimeSpan.Zero, ref actions);

        Assert.Equal(BfdPacketError.AdminDown, Receive(BfdStory.Packet(BfdState.Down, your: 0), FromPeer).Error);
    }

    [Fact]
    public void An_echo_packet_comes_home_only_over_exactly_one_system()
    {
        var entry = Add("a", "192.0.2.1");
        var octets = new byte[BfdEchoPacket.Length];
        new BfdEchoPacket(entry.Session.LocalDiscriminator, 1, 0).Encode(octets);
        var actions = new BfdActionList(_room);

        Assert.False(_table.ReceiveEcho(octets, 255, TimeSpan.Zero, ref actions, out _));
        Assert.False(_table.ReceiveEcho(octets, 253, TimeSpan.Zero, ref actions, out _));
        Assert.True(_table.ReceiveEcho(octets, 254, TimeSpan.Zero, ref actions, out var found));
        Assert.Same(entry, found);
    }

    // The heap against a plain search, through many changes.
    [Fact]
    public void Ticks_go_to_the_session_that_has_been_due_for_longest()
    {
        var random = new Random(5);
        var now = TimeSpan.Zero;
        var actions = new BfdActionList(_room);
        for (var step = 0; step < 20_000; step++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(0, 5));
            if (_table.Count < 5 || random.Next(40) == 0)
            {
                _table.Add(
                    $"{step}",
                    new BfdPeer(Address($"192.0.2.{random.Next(1, 20)}"), null, 0, 0, IsMultihop: false),
                    BfdSessionOptions.Default with { TransmitInterval = TimeSpan.FromMilliseconds(random.Next(10, 60_000)) },
                    now);
            }
            else if (random.Next(40) == 0)
            {
                _table.Remove(_table.Entries[random.Next(_table.Count)]);
            }

            Assert.Equal(_table.Entries.Min(entry => entry.Session.NextDue), _table.NextDue);
            var isDue = _table.NextDue <= now;
            Assert.Equal(isDue, _table.TryTick(now, ref actions, out _));
            actions.Clear();
        }
    }

    [Fact]
    public void A_session_that_was_removed_hears_nothing_and_is_never_due()
    {
        var entry = Add("a", "192.0.2.1");

        _table.Remove(entry);
        _table.Remove(entry);

        Assert.Equal(BfdSession.Never, _table.NextDue);
        Assert.Equal(BfdPacketError.UnknownSession, Receive(BfdStory.Packet(BfdState.Down, your: 0), FromPeer).Error);
        Assert.Null(_table.Find(entry.Session.LocalDiscriminator));
    }

    [Fact]
    public void Allocates_nothing_for_packets_and_times()
    {
        for (var number = 1; number <= 64; number++)
        {
            Add($"{number}", $"192.0.2.{number}");
        }

        var packets = _table.Entries.Select(entry => Encoded(BfdStory.Packet(BfdState.Up, your: entry.Session.LocalDiscriminator))).ToList();
        var arrivals = _table.Entries.Select(entry => FromPeer with { Remote = entry.Peer.Remote }).ToList();
        var now = TimeSpan.Zero;

        Allocations.AssertNone(() => Run(100));

        void Run(int rounds)
        {
            var actions = new BfdActionList(_room);
            for (var round = 0; round < rounds; round++)
            {
                now += TimeSpan.FromMilliseconds(50);
                for (var index = 0; index < packets.Count; index++)
                {
                    _table.Receive(packets[index], arrivals[index], now, ref actions, out _);
                    actions.Clear();
                }

                while (_table.TryTick(now, ref actions, out _))
                {
                    actions.Clear();
                }
            }
        }
    }

    private static IPAddressValue Address(string text) => IPAddressValue.From(IPAddress.Parse(text));

    private static byte[] Encoded(in BfdControlPacket packet)
    {
        var octets = new byte[BfdControlPacket.Length];
        packet.Encode(octets);
        return octets;
    }

    private BfdEntry<string> Add(string host, string remote, int on = 0) => _table.Add(
        host, new BfdPeer(Address(remote), null, on, 0, IsMultihop: false), BfdSessionOptions.Default, TimeSpan.Zero);

    private (BfdPacketError Error, string? Host) Receive(in BfdControlPacket packet, in BfdArrival arrival)
    {
        var actions = new BfdActionList(_room);
        var error = _table.Receive(Encoded(packet), arrival, TimeSpan.Zero, ref actions, out var entry);
        return (error, entry?.Host);
    }
}
