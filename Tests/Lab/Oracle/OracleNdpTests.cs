using System.Net;
using MetalOrleans.Lab.Oracle;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;
using static MetalOrleans.Tests.Lab.Oracle.MadeUpCapture;

namespace MetalOrleans.Tests.Lab.Oracle;

/// <summary>The oracle judges neighbor discovery as it does ARP: frames in, each rule broken once, and nothing else found.</summary>
[Trait("Invariant", "3")]
[Trait("Ref", "L-081")]
public sealed class OracleNdpTests
{
    private static readonly IPAddress Announced = IPAddress.Parse("2001:db8:1::f001");
    private static readonly IPv6Address Target = IPv6Address.Read(Announced.GetAddressBytes());
    private static readonly IPv6Address Asker = IPv6Address.Read(IPAddress.Parse("2001:db8:1::99").GetAddressBytes());

    private readonly List<OracleEvent> _events = [];

    [Fact]
    public void Finds_nothing_in_an_announcement_and_a_hand_over_that_keep_all_rules()
    {
        HandOver();

        var verdict = Judge();

        Assert.Empty(verdict.Violations);
        Assert.Equal([Node1, Node2], verdict.Reigns.Select(reign => reign.Mac!.Value));
        Assert.True(verdict.ClaimCount > 200);
        Assert.InRange(verdict.LongestGap, Ms(40), Ms(60));
    }

    // RFC 4861 §7.2.4: the answer to a probe goes to all nodes, and is no round.
    [Fact]
    [Trait("Ref", "L-084")]
    public void Allows_a_probe_of_a_station_that_is_about_to_take_the_address_and_its_answer_before_everybody()
    {
        HandOver();
        Hear(NdpFrame.Probe(Target, Witness), 2000);
        Hear(NdpFrame.Unsolicited(Target, Node1), 2001);

        Assert.Empty(Kinds());
    }

    // Of the two advertisements that follow an order and a probe, one is the order's first round.
    [Fact]
    [Trait("Ref", "L-083")]
    public void Takes_the_first_round_of_an_order_for_no_answer_though_somebody_probed_just_before()
    {
        HandOver();
        Hear(NdpFrame.Probe(Target, Witness), 2970);
        Hear(NdpFrame.Probe(Target, Witness), 3010);
        Hear(NdpFrame.Unsolicited(Target, Node2), 3011);

        Assert.Empty(Kinds());
    }

    // L-084: neighbours confirm what they know by asking the address itself.
    [Fact]
    [Trait("Ref", "L-084")]
    public void Allows_the_answer_to_a_solicitation_that_comes_to_the_address_itself()
    {
        HandOver();
        var question = Solicitation() with { Destination = Node1, DestinationAddress = Target };
        Hear(question, 2020);
        Hear(NdpFrame.AnswerTo(question, Node1), 2021);

        Assert.Empty(Kinds());
    }

    [Fact]
    public void Sees_an_answer_of_a_node_that_has_lost_the_address()
    {
        HandOver();
        Ask(Node1, 4500);

        Assert.Equal([ViolationKind.SpokeAfterLosing], Kinds());
    }

    [Fact]
    public void Sees_a_station_that_was_never_ordered()
    {
        HandOver();
        Ask(MacAddress.Read([2, 0, 0, 0, 0, 66]), 2020);

        Assert.Equal([ViolationKind.SpokeWithoutOrder], Kinds());
    }

    [Fact]
    [Trait("Ref", "L-083")]
    public void Sees_an_unsolicited_advertisement_between_two_rounds()
    {
        HandOver();
        Hear(NdpFrame.Unsolicited(Target, Node1), 1700);

        Assert.Equal([ViolationKind.OffBeat], Kinds());
    }

    [Fact]
    [Trait("Ref", "L-083")]
    public void Sees_that_the_unsolicited_advertisements_did_not_come()
    {
        _events.Add(new OracleEvent.Ordered(Ms(100), Node1, Announced, 1));
        Answers(Node1, 200, 9900);

        Assert.Equal([ViolationKind.RoundMissing], Kinds());
    }

    [Fact]
    [Trait("Ref", "L-083")]
    public void Sees_an_unsolicited_advertisement_that_neighbours_would_not_believe()
    {
        HandOver();
        _events.RemoveAll(one => one is OracleEvent.Claim { Form: ClaimForm.UnsolicitedAdvertisement } && one.At == Ms(1200));
        var advertisement = NdpFrame.Unsolicited(Target, Node1);
        Hear(advertisement with { Message = advertisement.Message with { Flags = NdpFlags.None } }, 1200);

        Assert.Equal([ViolationKind.WrongFlags], Kinds());
    }

    [Fact]
    [Trait("Ref", "L-082")]
    public void Sees_an_answer_that_overrides_what_others_know()
    {
        HandOver();
        Hear(Solicitation(), 2020);
        var answer = NdpFrame.AnswerTo(Solicitation(), Node1);
        Hear(answer with { Message = answer.Message with { Flags = NdpFlags.Solicited | NdpFlags.Override } }, 2021);

        Assert.Equal([ViolationKind.WrongFlags], Kinds());
    }

    [Fact]
    [Trait("Ref", "L-082")]
    public void Sees_an_answer_to_somebody_who_had_not_asked()
    {
        HandOver();
        Hear(NdpFrame.AnswerTo(Solicitation(), Node1), 2020);

        Assert.Equal([ViolationKind.AnsweredUnasked], Kinds());
    }

    [Fact]
    public void Sees_an_advertisement_that_claims_another_station()
    {
        HandOver();
        Hear(Solicitation(), 2020);
        Hear(NdpFrame.AnswerTo(Solicitation(), Node1) with { Source = Node2 }, 2021);

        Assert.Equal([ViolationKind.WrongSender], Kinds());
    }

    [Fact]
    public void Sees_a_solicitation_sent_in_the_name_of_the_address()
    {
        HandOver();
        var other = IPv6Address.Read(IPAddress.Parse("2001:db8:1::1").GetAddressBytes());
        Hear(new NdpFrame(
            MacAddress.ForGroup(other.SolicitedNodeGroup), Node1, other.SolicitedNodeGroup, Target,
            new NdpMessage(Icmpv6Type.NeighborSolicitation, NdpFlags.None, other, Node1)), 2020);

        Assert.Equal([ViolationKind.WrongTarget], Kinds());
    }

    [Fact]
    public void Sees_a_question_that_was_not_answered_for_too_long()
    {
        Order(Node1, 1, 100, double.MaxValue);
        Answers(Node1, 200, 6000);
        Hear(Solicitation(), 6500);
        Answers(Node1, 7200, 9900);

        Assert.Equal([ViolationKind.GapTooLong], Kinds());
    }

    private void HandOver()
    {
        Order(Node1, 1, 100, 3000);
        Answers(Node1, 200, 3000);
        Order(Node2, 2, 3000, double.MaxValue);
        Answers(Node2, 3010, 9900);
        _events.Add(new OracleEvent.Withdrawn(Ms(3005), Node1, Announced));
    }

    private void Order(MacAddress mac, ulong epoch, double at, double until)
    {
        for (var round = 0; round < 5 && at + (round * 1100) < until; round++)
        {
            Hear(NdpFrame.Unsolicited(Target, mac), at + (round * 1100));
        }

        _events.Add(new OracleEvent.Ordered(Ms(at + 2), mac, Announced, epoch));
    }

    private void Answers(MacAddress mac, double from, double until)
    {
        for (var at = from; at < until; at += 50)
        {
            Ask(mac, at);
        }
    }

    private void Ask(MacAddress answering, double at)
    {
        Hear(Solicitation(), at);
        Hear(NdpFrame.AnswerTo(Solicitation(), answering), at + 0.2);
    }

    private static NdpFrame Solicitation() => new(
        MacAddress.ForGroup(Target.SolicitedNodeGroup), Witness, Target.SolicitedNodeGroup, Asker,
        new NdpMessage(Icmpv6Type.NeighborSolicitation, NdpFlags.None, Target, Witness));

    private void Hear(NdpFrame frame, double at) =>
        _events.AddRange(NdpReading.Read(frame, Ms(at)).Where(one => Announced.Equals(OracleJudge.AddressOf(one))));

    private OracleVerdict Judge() => OracleJudge.Judge(_events, TimeSpan.Zero, Ms(10_000), Witness, new OracleRules());

    private IEnumerable<ViolationKind> Kinds() => Judge().Violations.Select(violation => violation.Kind).Distinct();
}
