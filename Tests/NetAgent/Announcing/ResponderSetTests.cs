using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Protocols.Arp;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.NetAgent.Announcing;

/// <summary>Responders, one an interface: what they listen for and tell, and what becomes of the others when one fails.</summary>
public sealed class ResponderSetTests
{
    private static readonly IPAddressValue Address = new IPv4Address(0xC0A80164);
    private static readonly IPAddressValue Watched = new IPv4Address(0xC0A80165);
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    private readonly InterfaceTable _table = new(InterfaceExclusions.None);
    private readonly AnnouncedAddresses _addresses = new();
    private readonly HashSet<string> _broken = ["eth1"];
    private readonly int[] _sent = new int[2];
    private readonly RecordingProtocol _protocol;
    private readonly ResponderSet _responders;

    public ResponderSetTests()
    {
        _protocol = new RecordingProtocol("ARP", 2, static _ => true, (_, frame) => _sent[frame]++)
        {
            Opening = on =>
            {
                if (_broken.Contains(on.Name))
                {
                    throw new SocketException((int)SocketError.NoBufferSpaceAvailable);
                }
            },
        };
        _responders = new ResponderSet(
            _protocol, _addresses, _table, FrameBudget.ForAgent(), static (_, _) => false, NullLogger.Instance);
        _addresses.Set(Address, new AnnouncedAddress(1, [], new AddressCounters()));
    }

    // Q-33 is the same of reading an interface's addresses: here one netlink message is one interface.
    [Fact]
    [Trait("Ref", "L-052")]
    [Trait("Ref", "Q-33")]
    public void A_responder_that_cannot_be_opened_leaves_the_other_interfaces_their_own()
    {
        Present(2, "eth0");
        Present(3, "eth1");
        Present(4, "eth2");

        Assert.Equal(["eth0", "eth2"], _responders.All.Select(responder => responder.Name).Order());
        Assert.True(_responders.SendNext(Start));
    }

    [Fact]
    [Trait("Ref", "L-052")]
    public void A_failed_responder_is_opened_a_second_later_when_the_cause_is_gone_and_tells_the_neighbours()
    {
        Present(3, "eth1");
        Assert.Empty(_responders.All);
        Assert.Equal(Start + TimeSpan.FromSeconds(1), _responders.NextDue);

        _responders.Tick(Start + TimeSpan.FromSeconds(1));
        Assert.Empty(_responders.All);
        _broken.Clear();
        _responders.Tick(Start + TimeSpan.FromSeconds(2));

        Assert.Equal("eth1", Assert.Single(_responders.All).Name);
        Assert.True(_responders.SendNext(Start + TimeSpan.FromSeconds(2)));
        Assert.Equal(1, _sent[0]);
    }

    // Neighbours that still have the old link-layer address would else wait for the next round.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_that_is_another_one_or_back_is_told_of_at_once_even_in_the_midst_of_rounds(bool isMacNew)
    {
        var soon = Start + TimeSpan.FromMilliseconds(100);
        Present(2, "eth0");
        SendAll(Start);

        if (!isMacNew)
        {
            Present(2, "eth0", flags: LinkFlags.Up | LinkFlags.Broadcast);
        }

        Present(2, "eth0", isMacNew ? ArpVectors.Client : ArpVectors.Interface, at: soon);
        SendAll(soon);
        Assert.Equal([2, 2], _sent);

        // And on the beat from there.
        Assert.Equal(soon + TimeSpan.FromMilliseconds(1100), _responders.NextDue);
    }

    // Only an agent that asks on the silo's behalf watches an address; interfaces come and go meanwhile.
    [Fact]
    public void A_watched_address_is_listened_for_on_every_interface_until_the_watch_ends()
    {
        Present(2, "eth0");
        _addresses.Watch(Watched);
        _responders.Watched(Watched);
        Present(3, "lan0");
        Present(2, "eth0", ArpVectors.Client);

        Assert.All(_protocol.Included.Values, included => Assert.Contains(Watched, included));
        _addresses.Unwatch(Watched);
        _responders.Unwatched(Watched);

        Assert.Equal([2, 3], _protocol.Included.Keys.Order());
        Assert.All(_protocol.Included.Values, included => Assert.Equal(Address, Assert.Single(included)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_order_for_a_watched_address_is_followed_on_its_interfaces_when_the_watch_ends(bool isWithdrawn)
    {
        Present(2, "eth0");
        Present(3, "lan0");
        _addresses.Watch(Watched);
        _responders.Watched(Watched);
        var order = new AnnouncedAddress(1, ["lan0"], new AddressCounters());
        _addresses.Set(Watched, order);
        _responders.Change(Watched, before: null, order);
        if (isWithdrawn)
        {
            _addresses.Remove(Watched);
            _responders.Change(Watched, order, after: null);
        }

        _addresses.Unwatch(Watched);
        _responders.Unwatched(Watched);

        Assert.DoesNotContain(Watched, _protocol.Included[2]);
        Assert.Equal(!isWithdrawn, _protocol.Included[3].Contains(Watched));
    }

    private void SendAll(TimeSpan at)
    {
        while (_responders.SendNext(at))
        {
            // Counted as it is sent.
        }
    }

    private void Present(
        int index,
        string name,
        MacAddress? mac = null,
        LinkFlags flags = LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.LowerUp,
        TimeSpan? at = null)
    {
        foreach (var change in _table.Apply(new LinkMessage.Present(
            new LinkState(index, name, flags, LinkState.Ethernet, mac ?? ArpVectors.Interface, Master: 0))))
        {
            _responders.Apply(change, at ?? Start);
        }
    }
}
