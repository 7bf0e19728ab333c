using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Protocols.Bfd;

/// <summary>What holds of two sessions whatever they are set to and whatever the wire does.</summary>
public sealed class BfdPropertyTests
{
    private static readonly Gen<BfdSessionOptions> Options =
        from tx in Gen.Choose(10, 2000)
        from rx in Gen.Choose(10, 2000)
        from multiplier in Gen.Choose(2, 6)
        select new BfdSessionOptions
        {
            TransmitInterval = TimeSpan.FromMilliseconds(tx),
            ReceiveInterval = TimeSpan.FromMilliseconds(rx),
            DetectMultiplier = multiplier,
        };

    private static readonly Gen<(BfdSessionOptions First, BfdSessionOptions Second, int Seed)> Pairs =
        from first in Options
        from second in Options
        from seed in Gen.Choose(0, int.MaxValue)
        select (first, second, seed);

    // A packet of each side, one second apart at most, then the state changes at once: three seconds are plenty.
    [Fact]
    public void Two_sides_that_hear_each_other_come_up_and_stay_up() => Pairs.Check(given =>
    {
        var pair = new BfdPair(given.First, given.Second, new Random(given.Seed)).For(TimeSpan.FromSeconds(3));
        var changes = pair.Changes.Count;
        return pair.IsUp && pair.For(TimeSpan.FromMinutes(1)).IsUp && pair.Changes.Count == changes;
    });

    [Fact]
    public void One_passive_side_is_brought_up_by_the_other() => Pairs.Check(given =>
        new BfdPair(given.First with { IsPassive = true }, given.Second, new Random(given.Seed)).For(TimeSpan.FromSeconds(3)).IsUp);

    [Fact]
    public void Two_passive_sides_send_nothing() => Pairs.Check(given =>
        new BfdPair(
            given.First with { IsPassive = true }, given.Second with { IsPassive = true }, new Random(given.Seed))
            .For(TimeSpan.FromMinutes(1)).Sent == 0);

    // RFC 5880 §6.1: the three-way handshake is for this.
    [Fact]
    public void A_side_that_is_not_heard_never_comes_up_on_either_end() => Pairs.Check(given =>
    {
        var pair = new BfdPair(given.First, given.Second, new Random(given.Seed), isLost: to => to == 0).For(TimeSpan.FromMinutes(1));
        return !pair.Changes.Any(change => change.State == BfdState.Up);
    });

    [Fact]
    public void A_cut_wire_takes_both_sides_down_within_their_detection_times() => Pairs.Check(given =>
    {
        var isCut = false;
        var pair = new BfdPair(given.First, given.Second, new Random(given.Seed), isLost: _ => isCut).For(TimeSpan.FromSeconds(10));
        var longest = pair.First.Terms.DetectionTime > pair.Second.Terms.DetectionTime
            ? pair.First.Terms.DetectionTime
            : pair.Second.Terms.DetectionTime;
        isCut = true;
        pair.For(longest + TimeSpan.FromMilliseconds(1));
        return pair.First is { State: BfdState.Down, HasFailed: true } && pair.Second is { State: BfdState.Down, HasFailed: true };
    });

    // Jitter, and packets that overtake each other, are no loss: nothing goes down while at most one packet in a row is lost.
    [Fact]
    public void A_wire_that_loses_every_second_packet_at_most_keeps_a_session_of_multiplier_three_up() => Pairs.Check(given =>
    {
        var random = new Random(given.Seed);
        var wasLost = new bool[2];
        var first = given.First with { DetectMultiplier = Math.Max(3, given.First.DetectMultiplier) };
        var second = given.Second with { DetectMultiplier = Math.Max(3, given.Second.DetectMultiplier) };
        var pair = new BfdPair(first, second, random, Lost).For(TimeSpan.FromSeconds(20));
        var changes = pair.Changes.Count;
        return pair.IsUp && pair.For(TimeSpan.FromMinutes(2)).IsUp && pair.Changes.Count == changes;

        bool Lost(int to)
        {
            wasLost[to] = !wasLost[to] && random.Next(2) == 0;
            return wasLost[to];
        }
    });

    [Fact]
    public void New_options_at_any_time_leave_the_session_up() => (
        from pair in Pairs
        from changes in (from pause in Gen.Choose(0, 3000) from side in Gen.Choose(0, 1) from options in Options select (pause, side, options)).ArrayOf()
        select (pair, changes)).Check(given =>
    {
        var pair = new BfdPair(given.pair.First, given.pair.Second, new Random(given.pair.Seed)).For(TimeSpan.FromSeconds(3));
        var ups = pair.Changes.Count;
        foreach (var (pause, side, options) in given.changes)
        {
            pair.For(TimeSpan.FromMilliseconds(pause)).Tell(side, BfdEvent.Configured(options));
        }

        return pair.For(TimeSpan.FromSeconds(10)).IsUp && pair.Changes.Count == ups && !pair.First.IsPolling && !pair.Second.IsPolling;
    });

    // Whatever a peer sends, the machine asks for bounded work and never for a tick that has passed.
    [Fact]
    public void Any_packets_in_any_order_keep_the_schedule_ahead_and_the_actions_few() => (
        from script in (
            from pause in Gen.Choose(0, 1500)
            from state in Gen.Choose(0, 3)
            from flags in Gen.Choose(0, 0x3F)
            from your in Gen.Elements(0U, 1U)
            from tx in Gen.Elements(0U, 1U, 10_000U, 300_000U, uint.MaxValue)
            from rx in Gen.Elements(0U, 1U, 10_000U, 300_000U, uint.MaxValue)
            from echo in Gen.Elements(0U, 1U, 50_000U, uint.MaxValue)
            from multiplier in Gen.Choose(1, 255)
            select (pause, new BfdControlPacket(
                (BfdState)state, BfdDiagnostic.None, (BfdControlFlags)flags, (byte)multiplier, 9, your, tx, rx, echo))).ArrayOf()
        from options in Options
        from isPassive in Gen.Elements(true, false)
        from echoes in Gen.Elements(0, 50)
        select (script, options with { IsPassive = isPassive, EchoInterval = TimeSpan.FromMilliseconds(echoes) })).Check(given =>
    {
        var story = new BfdStory(given.Item2, random: new Random(1));
        foreach (var (pause, packet) in given.script)
        {
            story.Forget().Hear(story.Now.TotalMilliseconds + pause, packet);
            if (story.Session.NextDue < story.Now || story.Sent.Count > 4 + (pause / 7) || story.Echoes.Count > 2 + (pause / 37))
            {
                return false;
            }
        }

        return true;
    });
}
