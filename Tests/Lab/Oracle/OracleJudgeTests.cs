using System.Net;
using MetalOrleans.Lab.Oracle;
using MetalOrleans.Protocols.Ethernet;
using static MetalOrleans.Tests.Lab.Oracle.MadeUpCapture;

namespace MetalOrleans.Tests.Lab.Oracle;

/// <summary>The oracle can fail: each rule is broken once, and nothing else is found.</summary>
[Trait("Invariant", "3")]
public sealed class OracleJudgeTests
{
    private static readonly MacAddress Stranger = MacAddress.Read([2, 0, 0, 0, 0, 66]);

    [Fact]
    public void Finds_nothing_in_an_announcement_and_a_hand_over_that_keep_all_rules()
    {
        var verdict = HandOver().Judge();

        Assert.Empty(verdict.Violations);
        Assert.Equal([Node1, Node2], verdict.Reigns.Select(reign => reign.Mac!.Value));
        Assert.Equal(Ms(3000), verdict.Reigns[1].Begin);
        Assert.True(verdict.ClaimCount > 200);
        Assert.Equal(4, verdict.BusiestSecond);
        Assert.InRange(verdict.LongestGap, Ms(40), Ms(60));
    }

    [Fact]
    public void Allows_the_old_announcer_its_last_answers_while_the_new_one_has_begun() =>
        Assert.Empty(HandOver().Question(3400).Add(Answer(Node1, 3401)).Kinds());

    [Fact]
    public void Sees_an_answer_of_a_node_that_has_lost_the_address() =>
        Assert.Equal([ViolationKind.SpokeAfterLosing], HandOver().Question(4500).Add(Answer(Node1, 4501)).Kinds());

    [Fact]
    public void Sees_gratuitous_frames_of_a_node_that_has_lost_the_address() =>
        Assert.Equal([ViolationKind.SpokeAfterLosing], HandOver().Round(Node1, 4400).Kinds());

    [Fact]
    public void Sees_a_node_that_was_stopped_and_speaks_on_when_it_should_have_found_back() =>
        Assert.Equal(
            [ViolationKind.SpokeAfterLosing],
            HandOver().Disturb(Node1, 2500, 6000).Question(6100).Add(Answer(Node1, 6101)).Question(7500).Add(Answer(Node1, 7501)).Kinds());

    [Fact]
    public void Sees_a_station_that_was_never_ordered() =>
        Assert.Equal([ViolationKind.SpokeWithoutOrder], HandOver().Question(2000).Add(Answer(Stranger, 2001)).Kinds());

    [Fact]
    public void Sees_an_answer_for_an_address_that_nobody_is_to_announce() =>
        Assert.Equal(
            [ViolationKind.SpokeAfterWithdrawal],
            new MadeUpCapture().Order(Node1, 1, 100, 3000).Answers(Node1, 200, 3000).Withdraw(Node1, 3000)
                .Question(5000).Add(Answer(Node1, 5001)).Kinds());

    // It probes for an address that is new, and is relieved meanwhile: nobody has to wait for its first frame.
    [Fact]
    public void Allows_a_node_to_begin_before_the_one_that_was_ordered_before_it()
    {
        var verdict = new MadeUpCapture().Said(Node1, 1, 3000).Order(Node2, 2, 3100)
            .Question(3150).Add(Answer(Node2, 3151)).Round(Node1, 3400).Question(3450).Add(Answer(Node2, 3451)).Withdraw(Node1, 3500).Judge();

        Assert.Empty(verdict.Violations);
        Assert.Equal(Node2, verdict.Reigns[^1].Mac);
    }

    [Fact]
    public void Sees_one_epoch_given_to_two_nodes() =>
        Assert.Contains(ViolationKind.EpochShared, new MadeUpCapture().Order(Node1, 1, 100, 500).Order(Node2, 1, 600).Kinds());

    [Fact]
    public void Sees_an_epoch_that_goes_back() =>
        Assert.Contains(ViolationKind.EpochWentBack, new MadeUpCapture().Order(Node1, 7, 100, 3000).Said(Node1, 6, 3000).Kinds());

    [Fact]
    public void Sees_a_frame_that_claims_another_station() =>
        Assert.Equal(
            [ViolationKind.WrongSender],
            Announcement().Question(2020).Add(Answer(Node1, 2021) with { Source = Node2 }).Kinds());

    [Fact]
    public void Sees_an_answer_that_goes_to_everybody() =>
        Assert.Equal(
            [ViolationKind.WrongTarget],
            Announcement().Question(2020).Add(Answer(Node1, 2021) with { Destination = MacAddress.Broadcast }).Kinds());

    [Fact]
    public void Sees_a_gratuitous_reply_that_linux_neighbours_would_not_believe() =>
        Assert.Equal(
            [ViolationKind.WrongTarget],
            Without(Ms(3400.1)).Add(Gratuitous(Node1, 3400.1, ClaimForm.GratuitousReply) with { TargetMac = MacAddress.Zero }).Kinds());

    [Fact]
    public void Sees_a_question_asked_in_the_name_of_the_address() =>
        Assert.Equal(
            [ViolationKind.WrongTarget],
            Announcement().Add(Gratuitous(Node1, 2020, ClaimForm.StrayRequest) with { Target = IPAddress.Parse("192.168.1.1") }).Kinds());

    [Fact]
    public void Sees_the_second_answer_to_one_question() =>
        Assert.Equal([ViolationKind.AnsweredUnasked], Announcement().Add(Answer(Node1, 9000)).Kinds());

    [Fact]
    public void Sees_a_round_between_two_rounds() =>
        Assert.Equal([ViolationKind.OffBeat], Announcement().Round(Node1, 2000).Kinds());

    [Fact]
    public void Sees_rounds_that_do_not_end() =>
        Assert.Equal([ViolationKind.OffBeat], Announcement().Round(Node1, 6700).Kinds());

    [Fact]
    public void Allows_a_slow_refresh() =>
        Assert.Empty(Announcement(20_000).Round(Node1, 16_000).Kinds());

    [Fact]
    public void Sees_a_round_that_did_not_come() =>
        Assert.Equal([ViolationKind.RoundMissing], Without(Ms(3400), Ms(3400.1)).Kinds());

    [Fact]
    public void Sees_an_order_that_was_followed_by_no_frame_at_all() =>
        Assert.Equal(
            [ViolationKind.RoundMissing], new MadeUpCapture().Said(Node1, 1, 100).Answers(Node1, 200, 9900).Kinds());

    [Fact]
    public void Sees_half_a_round() =>
        Assert.Equal([ViolationKind.RoundIncomplete], Without(Ms(3400.1)).Kinds());

    [Fact]
    public void Sees_more_frames_than_a_node_may_send_in_a_second() =>
        Assert.Contains(
            ViolationKind.TooManyFrames,
            new MadeUpCapture { Rules = new OracleRules { FramesPerSecond = 1 } }.Order(Node1, 1, 100).Answers(Node1, 200, 9900).Kinds());

    [Fact]
    public void Sees_a_question_that_was_not_answered_for_too_long() =>
        Assert.Equal(
            [ViolationKind.GapTooLong],
            new MadeUpCapture().Order(Node1, 1, 100).Answers(Node1, 200, 6000).Question(6500).Answers(Node1, 7200, 9900).Kinds());

    [Fact]
    public void Sees_that_the_answers_ended_though_the_questions_went_on() =>
        Assert.Equal(
            [ViolationKind.GapTooLong],
            new MadeUpCapture().Order(Node1, 1, 100).Answers(Node1, 200, 6000).Question(6500).Question(9900).Kinds());

    [Fact]
    public void Allows_a_longer_gap_around_a_fault_and_no_endless_one()
    {
        Assert.Empty(Gap(6000, 7500).Disturb(Node1, 5900, 7000).Kinds());
        Assert.Equal([ViolationKind.GapTooLong], Gap(5000, 9000).Disturb(Node1, 4900, 7000).Kinds());
    }

    [Fact]
    public void Sees_that_a_client_was_not_served() =>
        Assert.Equal(
            [ViolationKind.GapTooLong],
            Announcement().Add(new OracleEvent.Served(Ms(2000), Address)).Add(new OracleEvent.Served(Ms(4000), Address)).Kinds());

    [Fact]
    public void Allows_an_address_to_come_back_at_once_and_its_line_to_be_read_before_its_frame()
    {
        var verdict = new MadeUpCapture()
            .Order(Node1, 1, 100, 3000).Answers(Node1, 200, 3000)
            .Order(Node2, 2, 3000, 3300).Answers(Node2, 3010, 3300)
            .Said(Node1, 3, 3298).Order(Node1, 3, 3300).Answers(Node1, 3310, 9900).Judge();

        Assert.Empty(verdict.Violations);
        Assert.Equal([Node1, Node2, Node1], verdict.Reigns.Select(reign => reign.Mac!.Value));
    }

    private static MadeUpCapture HandOver() => new MadeUpCapture()
        .Order(Node1, 1, 100, 3000).Answers(Node1, 200, 3000)
        .Order(Node2, 2, 3000).Answers(Node2, 3010, 9900).Withdraw(Node1, 3005);

    private static MadeUpCapture Announcement(double end = 10_000) =>
        new MadeUpCapture { End = Ms(end) }.Order(Node1, 1, 100).Answers(Node1, 200, end - 100);

    private static MadeUpCapture Gap(double from, double to) =>
        new MadeUpCapture().Order(Node1, 1, 100).Answers(Node1, 200, from).Answers(Node1, to, 9900);

    /// <summary>An announcement of which some frames got lost.</summary>
    private static MadeUpCapture Without(params TimeSpan[] lost)
    {
        var capture = new MadeUpCapture().Said(Node1, 1, 102).Answers(Node1, 200, 9900);
        for (var round = 0; round < 5; round++)
        {
            foreach (var (form, at) in new[] { (ClaimForm.GratuitousRequest, 100.0), (ClaimForm.GratuitousReply, 100.1) })
            {
                var claim = Gratuitous(Node1, at + (round * 1100), form);
                if (!lost.Contains(claim.At))
                {
                    capture.Add(claim);
                }
            }
        }

        return capture;
    }
}
