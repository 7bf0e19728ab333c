using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.Ownership;
using MetalOrleans.Tests.Domain.Support;
using static MetalOrleans.Tests.Protocols.Ownership.OwnershipStory;

namespace MetalOrleans.Tests.Protocols.Ownership;

/// <summary>What holds whatever happens to an address, in any order and at any time.</summary>
public sealed class AddressOwnershipPropertyTests
{
    private static readonly Gen<OwnershipEvent> Events = Gen.Elements<OwnershipEvent>(
        new OwnershipEvent.Ordered(IsNew: true),
        new OwnershipEvent.Ordered(IsNew: false),
        OwnershipEvent.Ticked.Instance,
        new OwnershipEvent.StrangerClaimed(Stranger),
        new OwnershipEvent.StrangerClaimed(OtherStranger),
        new OwnershipEvent.StrangerProbed(Stranger),
        new OwnershipEvent.MemberClaimed(Member, IsCutOff: false),
        new OwnershipEvent.MemberClaimed(Member, IsCutOff: true),
        new OwnershipEvent.MemberClaimed(Stranger, IsCutOff: false),
        OwnershipEvent.Rejoined.Instance);

    // Pauses from none to longer than any time of the machine.
    private static readonly Gen<int> Pauses = Gen.OneOf(Gen.Choose(0, 120), Gen.Choose(0, 12_000), Gen.Choose(0, 90_000));

    private static readonly Gen<(bool IsNew, bool GivesWay, int ProbeCount, (int Pause, OwnershipEvent Event)[] Script)> Scripts =
        from isNew in Gen.Elements(true, false)
        from givesWay in Gen.Elements(true, false)
        from count in Gen.Choose(0, 4)
        from script in (from pause in Pauses from happened in Events select (pause, happened)).ArrayOf()
        select (isNew, givesWay, count, script);

    [Fact]
    public void It_starts_and_stops_answering_in_turns_and_the_state_says_which() => Scripts.Check(script =>
    {
        var story = Play(script);
        var turns = story.Done.Select(done => done.Action)
            .Where(action => action is OwnershipActions.Begin or OwnershipActions.Stop).ToList();
        return turns.Select((action, index) => action == (index % 2 == 0 ? OwnershipActions.Begin : OwnershipActions.Stop))
                .All(inTurn => inTurn)
            && story.State.IsAnswering == (turns.Count % 2 == 1);
    });

    // RFC 5227 §2.4: at most once per DEFEND_INTERVAL, and only what is announced is defended.
    [Fact]
    public void Two_defences_are_never_closer_than_the_interval() => Scripts.Check(script =>
    {
        var defences = Play(script).Done.Where(done => done.Action == OwnershipActions.Defend)
            .Select(done => done.Milliseconds).ToList();
        return defences.Zip(defences.Skip(1), (first, second) => second - first).All(apart => apart >= 10_000);
    });

    [Fact]
    public void Probes_and_defences_are_sent_only_while_the_address_is_silent_or_not() => Scripts.Check(script =>
    {
        var isAnswering = false;
        foreach (var (_, action) in Play(script).Done)
        {
            if ((action == OwnershipActions.SendProbe && isAnswering) || (action == OwnershipActions.Defend && !isAnswering))
            {
                return false;
            }

            isAnswering = action == OwnershipActions.Begin || (action != OwnershipActions.Stop && isAnswering);
        }

        return true;
    });

    // Nothing that others do can keep an address silent once they are gone, but a yield, which only an order ends.
    [Fact]
    public void Left_alone_it_is_announced_in_the_end_unless_it_yielded() => Scripts.Check(script =>
    {
        var story = Play(script);
        story.Until(story.Now.TotalMilliseconds + 120_000);
        return story.State.Phase is OwnershipPhase.Announced or OwnershipPhase.Yielded;
    });

    [Fact]
    public void At_rest_it_wants_no_attention() => Scripts.Check(script =>
    {
        var story = Play(script);
        return story.State.Phase is OwnershipPhase.Announced or OwnershipPhase.Yielded == story.State.Due is null;
    });

    [Fact]
    public void Every_change_of_the_phase_is_reported_and_nothing_else_twice() => Scripts.Check(script =>
    {
        var reports = Play(script).Reports;
        return reports.Zip(reports.Skip(1)).All(
            pair => pair.First != pair.Second || pair.First is OwnershipPhase.Conflict or OwnershipPhase.Contested
                or OwnershipPhase.Announced);
    });

    // The table in the source has no empty cell: every event in every phase is decided.
    [Fact]
    public void Every_phase_takes_every_event() => Scripts.Check(script =>
    {
        var state = Play(script).State;
        return Events.Sample(20).All(happened =>
            AddressOwnership.Step(state, happened, OwnershipOptions.Default, TimeSpan.FromHours(1)).Next is not null);
    });

    private static OwnershipStory Play(
        (bool IsNew, bool GivesWay, int ProbeCount, (int Pause, OwnershipEvent Event)[] Script) script)
    {
        var story = new OwnershipStory(
            script.IsNew, new OwnershipOptions { GivesWay = script.GivesWay, ProbeCount = script.ProbeCount });
        foreach (var (pause, happened) in script.Script)
        {
            story.At(story.Now.TotalMilliseconds + pause, happened);
        }

        return story;
    }
}
