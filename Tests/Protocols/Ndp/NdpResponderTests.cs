using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Ndp;
using MetalOrleans.Tests.Protocols.Arp;
using IPv6Address = MetalOrleans.Protocols.Addressing.IPv6Address;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Protocols.Ndp;

// L-081 and L-084, row by row. The base of most rows is the kernel's solicitation for an address announced on the interface.
[Trait("Ref", "L-081")]
public sealed class NdpResponderTests
{
    private static readonly NdpFrame Asked = NdpVectors.MulticastSolicitationFrame;

    [Fact]
    public void Answers_a_solicitation_to_the_addresss_group() =>
        Assert.Equal(NdpVerdict.Answer, Judge(Asked, AnnouncementScope.ThisInterface));

    // Linux neighbours confirm an entry by asking the address itself; MetalLB's socket never sees that (L-084).
    [Fact]
    [Trait("Ref", "L-084")]
    public void Answers_a_solicitation_to_the_address_itself()
    {
        var unicast = NdpVectors.UnicastSolicitationFrame;

        Assert.Equal(NdpVerdict.Answer, Judge(unicast, AnnouncementScope.ThisInterface));
        Assert.Equal(NdpVerdict.Answer, Judge(
            unicast with { Message = unicast.Message with { LinkLayer = null } }, AnnouncementScope.ThisInterface));
    }

    // RFC 4862 §5.4.4: who is about to take the address must hear that it is in use.
    [Fact]
    [Trait("Ref", "L-084")]
    public void Answers_a_probe()
    {
        var probe = NdpFrame.Probe(NdpVectors.Announced, NdpVectors.Client);

        Assert.Equal(NdpVerdict.Answer, Judge(probe, AnnouncementScope.ThisInterface));
    }

    // A bridge that knows where the group's only member is may send to it alone.
    [Fact]
    public void Answers_a_solicitation_to_the_group_in_a_frame_for_the_interface() => Assert.Equal(
        NdpVerdict.Answer, Judge(Asked with { Destination = NdpVectors.Interface }, AnnouncementScope.ThisInterface));

    [Theory]
    [InlineData("02:00:00:00:00:0b")]
    [InlineData("ff:ff:ff:ff:ff:ff")]
    [InlineData("33:33:ff:00:f0:0b")]
    public void Drops_a_frame_for_another_station_or_group(string destination) => Assert.Equal(
        NdpVerdict.BadDestination,
        Judge(Asked with { Destination = ArpVectors.Mac(destination) }, AnnouncementScope.ThisInterface));

    [Theory]
    [InlineData("ff02::1")]
    [InlineData("ff02::1:ff00:f00b")]
    [InlineData("2001:db8::f00b")]
    public void Drops_a_packet_for_another_address_or_group(string destination) => Assert.Equal(
        NdpVerdict.BadDestination,
        Judge(
            Asked with { Destination = NdpVectors.Interface, DestinationAddress = NdpVectors.Address(destination) },
            AnnouncementScope.ThisInterface));

    [Fact]
    public void Drops_an_advertisement() => Assert.Equal(
        NdpVerdict.NotSolicitation,
        Judge(NdpFrame.Unsolicited(NdpVectors.Announced, NdpVectors.Client), AnnouncementScope.ThisInterface));

    [Fact]
    public void Drops_a_solicitation_to_the_group_without_a_link_layer_address() => Assert.Equal(
        NdpVerdict.NoLinkLayerAddress,
        Judge(Asked with { Message = Asked.Message with { LinkLayer = null } }, AnnouncementScope.ThisInterface));

    [Fact]
    public void Drops_a_solicitation_whose_answer_would_go_to_a_group()
    {
        Assert.Equal(NdpVerdict.BadSender, Judge(
            Asked with { Message = Asked.Message with { LinkLayer = MacAddress.Broadcast } }, AnnouncementScope.ThisInterface));
        Assert.Equal(NdpVerdict.BadSender, Judge(
            Asked with { SourceAddress = IPv6Address.AllNodes }, AnnouncementScope.ThisInterface));
    }

    [Fact]
    public void Drops_a_solicitation_for_an_address_that_is_not_announced() =>
        Assert.Equal(NdpVerdict.NotAnnounced, Judge(Asked, AnnouncementScope.NotAnnounced));

    [Fact]
    [Trait("Ref", "L-055")]
    public void Drops_a_solicitation_on_an_interface_that_the_order_does_not_select() =>
        Assert.Equal(NdpVerdict.InterfaceNotSelected, Judge(Asked, AnnouncementScope.OtherInterfaces));

    [Fact]
    public void Drops_everything_once_closed() =>
        Assert.Equal(NdpVerdict.Closed, Judge(Asked, AnnouncementScope.Closed));

    // RFC 4861 §7.1.1: a router has forwarded it, so it may come from anywhere.
    [Fact]
    public void Drops_what_a_router_has_forwarded()
    {
        var octets = NdpVectors.Encode(Asked);
        octets[21] = 64;

        Assert.Equal(NdpVerdict.Malformed, Judge(octets, AnnouncementScope.ThisInterface));
    }

    [Fact]
    public void Never_throws_and_answers_only_solicitations()
    {
        Prop.ForAll<byte[]>(octets => Judge(octets, AnnouncementScope.ThisInterface) is var verdict
                && (verdict != NdpVerdict.Answer || octets.Length >= 78))
            .QuickCheckThrowOnFailure();
    }

    // The responder runs for every solicitation on the network; garbage would end in pauses.
    [Fact]
    public void Allocates_nothing_for_a_frame()
    {
        var octets = Convert.FromHexString(NdpVectors.MulticastSolicitation);
        var answer = new byte[NdpFrame.LengthMax];
        var announced = new FixedAnnouncements(NdpVectors.Announced, AnnouncementScope.ThisInterface);

        Allocations.AssertNone(() =>
        {
            for (var count = 0; count < 1000; count++)
            {
                Respond();
            }
        });

        void Respond()
        {
            if (NdpResponder.Judge(octets, NdpVectors.Interface, announced, out var solicitation) == NdpVerdict.Answer)
            {
                NdpFrame.AnswerTo(solicitation, NdpVectors.Interface).Encode(answer);
            }
        }
    }

    private static NdpVerdict Judge(in NdpFrame frame, AnnouncementScope scope) => Judge(NdpVectors.Encode(frame), scope);

    private static NdpVerdict Judge(byte[] octets, AnnouncementScope scope) => NdpResponder.Judge(
        octets, NdpVectors.Interface, new FixedAnnouncements(NdpVectors.Announced, scope), out _);

    private readonly struct FixedAnnouncements(IPv6Address address, AnnouncementScope scope) : INdpAnnouncements
    {
        public AnnouncementScope Find(IPv6Address target) => target == address ? scope : AnnouncementScope.NotAnnounced;
    }
}
