using MetalOrleans.Protocols.Ownership;
using static MetalOrleans.Protocols.Ownership.OwnershipActions;
using static MetalOrleans.Tests.Protocols.Ownership.OwnershipStory;

namespace MetalOrleans.Tests.Protocols.Ownership;

/// <summary>RFC 5227 §2 with the defaults of the product, moment by moment.</summary>
public sealed class AddressOwnershipTests
{
    private static readonly OwnershipOptions GivesWay = new() { GivesWay = true };

    // RFC 5227 §2.1.1, shortened: three probes 50 ms apart, and the announcement 50 ms after the last.
    [Fact]
    public void A_new_address_is_probed_three_times_and_announced_after_150_milliseconds()
    {
        var story = new OwnershipStory(isNew: true).Until(1_000_000);

        Assert.Equal([(0, SendProbe), (50, SendProbe), (100, SendProbe), (150, Begin)], story.Done);
        Assert.Equal(OwnershipPhase.Announced, story.State.Phase);
        Assert.Equal(TimeSpan.FromMilliseconds(150), OwnershipOptions.Default.ProbeTime);
    }

    [Fact]
    public void A_hand_over_is_announced_at_once()
    {
        var story = new OwnershipStory(isNew: false).Until(1_000_000);

        Assert.Equal([(0, Begin)], story.Done);
    }

    [Fact]
    public void Without_probes_a_new_address_is_announced_at_once()
    {
        var story = new OwnershipStory(isNew: true, new OwnershipOptions { ProbeCount = 0 });

        Assert.Equal([(0, Begin)], story.Done);
    }

    // RFC 5227 §2.1.1.
    [Fact]
    public void A_strangers_answer_to_a_probe_quarantines_the_address()
    {
        var story = new OwnershipStory(isNew: true).At(60, new OwnershipEvent.StrangerClaimed(Stranger)).Until(5_000);

        Assert.DoesNotContain(story.Done, done => done.Action == Begin);
        Assert.Equal(OwnershipPhase.Conflict, story.State.Phase);
        Assert.Equal(Stranger, story.State.Claimant);
        Assert.Equal([OwnershipPhase.Conflict], story.Reports);
    }

    // RFC 5227 §2.1.1: two stations that probe for one address at the same time both stay away.
    [Fact]
    public void A_strangers_probe_quarantines_an_address_that_is_probed_and_no_other()
    {
        var probing = new OwnershipStory(isNew: true).At(60, new OwnershipEvent.StrangerProbed(Stranger));
        var announced = new OwnershipStory(isNew: false).At(60, new OwnershipEvent.StrangerProbed(Stranger));

        Assert.Equal(OwnershipPhase.Conflict, probing.State.Phase);
        Assert.Equal(OwnershipPhase.Announced, announced.State.Phase);
    }

    [Fact]
    public void An_address_in_conflict_is_probed_again_after_growing_pauses_and_announced_when_the_stranger_is_gone()
    {
        var story = new OwnershipStory(isNew: true).At(10, new OwnershipEvent.StrangerClaimed(Stranger));
        foreach (var answered in new[] { 5_011, 15_012, 35_013, 75_014 })
        {
            story.At(answered, new OwnershipEvent.StrangerClaimed(Stranger));
        }

        story.Until(1_000_000);

        // Pauses of 5, 10, 20, 40 and 60 s; the last round of probes stays unanswered.
        Assert.Equal(
            [0, 5_010, 15_011, 35_012, 75_013, 135_014, 135_064, 135_114],
            story.Done.Where(done => done.Action == SendProbe).Select(done => done.Milliseconds));
        Assert.Equal((135_164, Begin), story.Done[^1]);
        Assert.Equal([OwnershipPhase.Conflict, OwnershipPhase.Announced], story.Reports);
    }

    // RFC 5227 §2.4 c: defended at most once in 10 s, for as long as it takes, and always with the last word.
    [Fact]
    public void A_strangers_claims_are_answered_at_most_once_in_ten_seconds()
    {
        var story = new OwnershipStory(isNew: false);
        for (var at = 1_000; at <= 25_000; at += 1_000)
        {
            story.At(at, new OwnershipEvent.StrangerClaimed(Stranger));
        }

        story.Until(1_000_000);

        Assert.Equal(
            [1_100, 11_100, 21_100, 31_100],
            story.Done.Where(done => done.Action == Defend).Select(done => done.Milliseconds));
        Assert.DoesNotContain(story.Done, done => done.Action == Stop);
        Assert.Equal([OwnershipPhase.Contested, OwnershipPhase.Announced], story.Reports);
    }

    // RFC 5227 §2.4 b.
    [Fact]
    public void Where_it_is_said_so_a_second_claim_soon_after_a_defence_ends_the_announcement()
    {
        var story = new OwnershipStory(isNew: false, GivesWay)
            .At(1_000, new OwnershipEvent.StrangerClaimed(Stranger))
            .At(2_000, new OwnershipEvent.StrangerClaimed(Stranger))
            .Until(6_000);

        Assert.Equal([(0, Begin), (1_100, Defend), (2_000, Stop)], story.Done);
        Assert.Equal(OwnershipPhase.Conflict, story.State.Phase);
    }

    [Fact]
    public void Where_it_is_said_so_a_second_claim_long_after_a_defence_is_defended_against_again()
    {
        var story = new OwnershipStory(isNew: false, GivesWay)
            .At(1_000, new OwnershipEvent.StrangerClaimed(Stranger))
            .At(12_000, new OwnershipEvent.StrangerClaimed(Stranger))
            .Until(13_000);

        Assert.Equal([(0, Begin), (1_100, Defend), (12_100, Defend)], story.Done);
    }

    // The silo names the members, but a frame may be faster than its message.
    [Fact]
    public void A_claimant_that_turns_out_to_be_a_member_in_time_is_not_fought()
    {
        var story = new OwnershipStory(isNew: false)
            .At(1_000, new OwnershipEvent.StrangerClaimed(Member))
            .At(1_050, new OwnershipEvent.MemberClaimed(Member, IsCutOff: false))
            .Until(100_000);

        Assert.Equal([(0, Begin)], story.Done);
        Assert.Equal([OwnershipPhase.Contested, OwnershipPhase.Announced], story.Reports);
    }

    [Fact]
    public void A_member_that_answers_a_probe_makes_it_a_hand_over()
    {
        var story = new OwnershipStory(isNew: true)
            .At(10, new OwnershipEvent.MemberClaimed(Member, IsCutOff: false)).Until(1_000);

        Assert.Equal([(0, SendProbe), (10, Begin)], story.Done);
    }

    [Fact]
    public void A_members_claim_changes_nothing_while_the_silo_can_say_who_announces()
    {
        var story = new OwnershipStory(isNew: false)
            .At(1_000, new OwnershipEvent.MemberClaimed(Member, IsCutOff: false)).Until(100_000);

        Assert.Equal([(0, Begin)], story.Done);
    }

    [Fact]
    public void Cut_off_it_yields_to_a_member_at_once_and_for_good()
    {
        var story = new OwnershipStory(isNew: false)
            .At(1_000, new OwnershipEvent.MemberClaimed(Member, IsCutOff: true)).Until(10_000_000);

        Assert.Equal([(0, Begin), (1_000, Stop)], story.Done);
        Assert.Equal((OwnershipPhase.Yielded, Member), (story.State.Phase, story.State.Claimant));
        Assert.Equal([OwnershipPhase.Yielded], story.Reports);
    }

    [Theory]
    [InlineData(false, "Begin")]
    [InlineData(true, "SendProbe, SendProbe, SendProbe, Begin")]
    public void A_newer_order_ends_the_yield(bool isNew, string expected)
    {
        var story = new OwnershipStory(isNew: false)
            .At(1_000, new OwnershipEvent.MemberClaimed(Member, IsCutOff: true))
            .At(2_000, new OwnershipEvent.Ordered(isNew)).Until(100_000);

        Assert.Equal("Begin, Stop, " + expected, string.Join(", ", story.Done.Select(done => done.Action)));
    }

    // The node's cable was out, and meanwhile the silo may have given the address away.
    [Fact]
    public void A_link_that_returns_while_cut_off_is_probed_in_silence_first()
    {
        var quiet = new OwnershipStory(isNew: false).At(1_000, OwnershipEvent.Rejoined.Instance).Until(100_000);
        var taken = new OwnershipStory(isNew: false).At(1_000, OwnershipEvent.Rejoined.Instance)
            .At(1_010, new OwnershipEvent.MemberClaimed(Member, IsCutOff: true)).Until(100_000);

        Assert.Equal(
            [(0, Begin), (1_000, Stop), (1_000, SendProbe), (1_050, SendProbe), (1_100, SendProbe), (1_150, Begin)],
            quiet.Done);
        Assert.Equal([(0, Begin), (1_000, Stop), (1_000, SendProbe)], taken.Done);
        Assert.Equal(OwnershipPhase.Yielded, taken.State.Phase);
    }

    [Fact]
    public void An_order_that_is_no_longer_new_ends_probing_and_conflict()
    {
        var probing = new OwnershipStory(isNew: true).At(10, new OwnershipEvent.Ordered(IsNew: false));
        var conflict = new OwnershipStory(isNew: true).At(10, new OwnershipEvent.StrangerClaimed(Stranger))
            .At(20, new OwnershipEvent.Ordered(IsNew: true)).At(30, new OwnershipEvent.Ordered(IsNew: false));

        Assert.Equal((10, Begin), probing.Done[^1]);
        Assert.Equal((30, Begin), conflict.Done[^1]);
    }
}
