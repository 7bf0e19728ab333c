using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using IPv4Address = MetalOrleans.Protocols.Addressing.IPv4Address;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Protocols.Arp;

// L-070, row by row. The base of every row is a broadcast request for an address announced on the interface.
[Trait("Ref", "L-070")]
public sealed class ArpResponderTests
{
    private static readonly ArpFrame Asked = ArpVectors.BroadcastRequestFrame;

    [Fact]
    public void Answers_a_broadcast_request_for_an_announced_address()
    {
        Assert.Equal(ArpVerdict.Answer, Judge(Asked, AnnouncementScope.ThisInterface));
    }

    // Linux neighbours confirm an entry by a unicast request.
    [Fact]
    public void Answers_a_request_that_is_addressed_to_the_interface()
    {
        Assert.Equal(ArpVerdict.Answer, Judge(Asked with { Destination = ArpVectors.Interface }, AnnouncementScope.ThisInterface));
    }

    // RFC 5227 §2.1.1: who asks before taking the address must hear that it is in use.
    [Fact]
    public void Answers_a_probe()
    {
        var probe = ArpFrame.Probe(ArpVectors.Announced, ArpVectors.Client);

        Assert.Equal(ArpVerdict.Answer, Judge(probe, AnnouncementScope.ThisInterface));
    }

    [Theory]
    [InlineData("02:00:00:00:00:0b")]
    [InlineData("01:00:5e:00:00:01")]
    public void Drops_a_request_addressed_to_somebody_else(string destination)
    {
        var frame = Asked with { Destination = ArpVectors.Mac(destination) };

        Assert.Equal(ArpVerdict.BadDestination, Judge(frame, AnnouncementScope.ThisInterface));
    }

    [Theory]
    [InlineData(ArpOperation.Reply)]
    [InlineData((ArpOperation)3)]
    [InlineData((ArpOperation)0)]
    public void Drops_every_operation_but_request(ArpOperation operation)
    {
        var frame = Asked with { Packet = Asked.Packet with { Operation = operation } };

        Assert.Equal(ArpVerdict.NotRequest, Judge(frame, AnnouncementScope.ThisInterface));
    }

    [Fact]
    public void Drops_a_request_for_an_address_that_is_not_announced()
    {
        Assert.Equal(ArpVerdict.NotAnnounced, Judge(Asked, AnnouncementScope.NotAnnounced));
    }

    // L-055.
    [Fact]
    public void Drops_a_request_on_an_interface_that_the_order_does_not_select()
    {
        Assert.Equal(ArpVerdict.InterfaceNotSelected, Judge(Asked, AnnouncementScope.OtherInterfaces));
    }

    [Fact]
    public void Drops_everything_once_closed()
    {
        Assert.Equal(ArpVerdict.Closed, Judge(Asked, AnnouncementScope.Closed));
    }

    [Fact]
    public void Drops_a_request_whose_answer_would_go_to_a_group()
    {
        var frame = Asked with { Packet = Asked.Packet with { SenderMac = MacAddress.Broadcast } };

        Assert.Equal(ArpVerdict.BadSender, Judge(frame, AnnouncementScope.ThisInterface));
    }

    // Another announcer tells that it has the address now; an answer would dispute the silo's decision.
    [Fact]
    public void Drops_a_gratuitous_request_for_an_announced_address()
    {
        var frame = ArpFrame.GratuitousRequest(ArpVectors.Announced, ArpVectors.Client);

        Assert.Equal(ArpVerdict.Gratuitous, Judge(frame, AnnouncementScope.ThisInterface));
    }

    [Fact]
    public void Drops_what_is_not_ARP()
    {
        var octets = ArpVectors.Encode(Asked);
        octets[13] = 0x00;

        Assert.Equal(ArpVerdict.Malformed, Judge(octets, AnnouncementScope.ThisInterface));
    }

    [Fact]
    public void Never_throws_and_answers_only_requests()
    {
        Prop.ForAll<byte[]>(octets => Judge(octets, AnnouncementScope.ThisInterface) is var verdict
                && (verdict != ArpVerdict.Answer || octets.Length >= ArpFrame.Length))
            .QuickCheckThrowOnFailure();
    }

    // The responder runs for every request on the network; garbage would end in pauses.
    [Fact]
    public void Allocates_nothing_for_a_frame()
    {
        var octets = Convert.FromHexString(ArpVectors.BroadcastRequest);
        var answer = new byte[ArpFrame.Length];
        var announced = new FixedAnnouncements(ArpVectors.Announced, AnnouncementScope.ThisInterface);

        Allocations.AssertNone(() =>
        {
            for (var count = 0; count < 1000; count++)
            {
                Respond();
            }
        });

        void Respond()
        {
            if (ArpResponder.Judge(octets, ArpVectors.Interface, announced, out var request) == ArpVerdict.Answer)
            {
                ArpFrame.ReplyTo(request, ArpVectors.Interface).Encode(answer);
            }
        }
    }

    private static ArpVerdict Judge(in ArpFrame frame, AnnouncementScope scope) => Judge(ArpVectors.Encode(frame), scope);

    private static ArpVerdict Judge(byte[] octets, AnnouncementScope scope) => ArpResponder.Judge(
        octets, ArpVectors.Interface, new FixedAnnouncements(ArpVectors.Announced, scope), out _);

    private readonly struct FixedAnnouncements(IPv4Address address, AnnouncementScope scope) : IArpAnnouncements
    {
        public AnnouncementScope Find(IPv4Address target) => target == address ? scope : AnnouncementScope.NotAnnounced;
    }
}
