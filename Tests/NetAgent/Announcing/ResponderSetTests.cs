using System.Net.Sockets;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Protocols.Arp;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.NetAgent.Announcing;

/// <summary>Responders, one an interface, and what becomes of the others when one fails.</summary>
[Trait("Ref", "L-052")]
public sealed class ResponderSetTests
{
    private static readonly IPAddressValue Address = new IPv4Address(0xC0A80164);
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    private readonly InterfaceTable _table = new(InterfaceExclusions.None);
    private readonly AnnouncedAddresses _addresses = new();
    private readonly HashSet<string> _broken = ["eth1"];
    private readonly int[] _sent = new int[2];
    private readonly ResponderSet _responders;

    public ResponderSetTests()
    {
        var protocol = new RecordingProtocol("ARP", 2, static _ => true, (_, frame) => _sent[frame]++)
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
            protocol, _addresses, _table, FrameBudget.ForAgent(), static (_, _) => false, NullLogger.Instance);
        _addresses.Set(Address, new AnnouncedAddress(1, [], new AddressCounters()));
    }

    // Q-33 is the same of reading an interface's addresses: here one netlink message is one interface.
    [Fact]
    public void A_responder_that_cannot_be_opened_leaves_the_other_interfaces_their_own()
    {
        Present(2, "eth0");
        Present(3, "eth1");
        Present(4, "eth2");

        Assert.Equal(["eth0", "eth2"], _responders.All.Select(responder => responder.Name).Order());
        Assert.True(_responders.SendNext(Start));
    }

    [Fact]
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

    private void Present(int index, string name)
    {
        foreach (var change in _table.Apply(new LinkMessage.Present(new LinkState(
            index, name, LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.LowerUp, LinkState.Ethernet, ArpVectors.Interface, Master: 0))))
        {
            _responders.Apply(change, Start);
        }
    }
}
