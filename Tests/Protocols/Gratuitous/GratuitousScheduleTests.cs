using MetalOrleans.Protocols.Gratuitous;

namespace MetalOrleans.Tests.Protocols.Gratuitous;

[Trait("Ref", "L-090")]
public sealed class GratuitousScheduleTests
{
    private const ulong Epoch = 7;

    private readonly GratuitousSchedule<string> _schedule = new(GratuitousOptions.Default);

    // L-090: five rounds at 0, 1.1, 2.2, 3.3 and 4.4 s.
    [Fact]
    public void Sends_five_rounds_on_the_beat_and_then_nothing()
    {
        _schedule.Announced("a", Epoch, At(10_000));

        Assert.Equal([10_000, 11_100, 12_200, 13_300, 14_400], Run().Select(round => round.Milliseconds));
        Assert.Null(_schedule.NextDue);
    }

    [Fact]
    public void Sends_nothing_before_a_round_is_due()
    {
        _schedule.Announced("a", Epoch, At(0));
        Assert.True(_schedule.TryTakeDue(At(0), out _));

        Assert.False(_schedule.TryTakeDue(At(1_099), out _));
        Assert.Equal(At(1_100), _schedule.NextDue);
        Assert.True(_schedule.TryTakeDue(At(1_100), out _));
    }

    // L-091.
    [Fact]
    public void Sends_no_further_round_once_withdrawn()
    {
        _schedule.Announced("a", Epoch, At(0));
        Assert.True(_schedule.TryTakeDue(At(0), out _));
        _schedule.Withdrawn("a");

        Assert.Null(_schedule.NextDue);
        Assert.Empty(Run());
    }

    // L-090: another pass extends the window to 5 s after it, on the same beat.
    [Fact]
    public void The_same_epoch_extends_the_window_without_an_extra_round()
    {
        _schedule.Announced("a", Epoch, At(0));
        Assert.True(_schedule.TryTakeDue(At(0), out _));
        _schedule.Announced("a", Epoch, At(2_000));

        Assert.Equal([1_100, 2_200, 3_300, 4_400, 5_500, 6_600], Run().Select(round => round.Milliseconds));
    }

    [Fact]
    public void A_newer_epoch_starts_anew_at_once()
    {
        _schedule.Announced("a", Epoch, At(0));
        Assert.True(_schedule.TryTakeDue(At(0), out _));
        _schedule.Announced("a", Epoch + 1, At(500));

        Assert.Equal([500, 1_600, 2_700, 3_800, 4_900], Run().Select(round => round.Milliseconds));
    }

    [Fact]
    public void An_older_epoch_changes_nothing()
    {
        _schedule.Announced("a", Epoch, At(0));
        _schedule.Announced("a", Epoch - 1, At(3_000));

        Assert.Equal([0, 1_100, 2_200, 3_300, 4_400], Run().Select(round => round.Milliseconds));
    }

    [Fact]
    public void An_address_announced_again_after_its_window_is_told_again()
    {
        _schedule.Announced("a", Epoch, At(0));
        Run();
        _schedule.Announced("a", Epoch, At(20_000));

        Assert.Equal(5, Run().Count);
    }

    [Fact]
    public void A_withdrawn_and_returned_address_has_one_beat_only()
    {
        _schedule.Announced("a", Epoch, At(0));
        _schedule.Withdrawn("a");
        _schedule.Announced("a", Epoch + 2, At(0));

        Assert.Equal([0, 1_100, 2_200, 3_300, 4_400], Run().Select(round => round.Milliseconds));
    }

    [Fact]
    public void Targets_due_together_leave_in_the_order_of_their_announcement()
    {
        foreach (var target in new[] { "c", "a", "b" })
        {
            _schedule.Announced(target, Epoch, At(0));
        }

        Assert.Equal(
            Enumerable.Repeat(new[] { "c", "a", "b" }, 5).SelectMany(round => round), Run().Select(round => round.Target));
    }

    // A process that was held up does not send the rounds it missed in one burst.
    [Fact]
    public void A_late_caller_sends_one_round_and_waits_an_interval()
    {
        _schedule.Announced("a", Epoch, At(0));

        Assert.True(_schedule.TryTakeDue(At(2_500), out _));
        Assert.False(_schedule.TryTakeDue(At(2_500), out _));
        Assert.Equal(At(3_600), _schedule.NextDue);
    }

    // a caller with a limited rate tells of every new address before it repeats itself.
    [Fact]
    public void A_first_round_goes_before_repeated_rounds_that_are_due_longer()
    {
        _schedule.Announced("old", Epoch, At(0));
        Assert.True(_schedule.TryTakeDue(At(0), out _));
        _schedule.Announced("new", Epoch, At(1_200));

        Assert.True(_schedule.TryTakeDue(At(1_200), out var first));
        Assert.True(_schedule.TryTakeDue(At(1_200), out var second));
        Assert.Equal(("new", "old"), (first, second));
    }

    [Fact]
    public void A_refresh_goes_on_after_the_window_until_the_address_is_withdrawn()
    {
        _schedule.Options = GratuitousOptions.Default with { Refresh = TimeSpan.FromSeconds(60) };
        _schedule.Announced("a", Epoch, At(0));

        Assert.Equal(
            [0, 1_100, 2_200, 3_300, 4_400, 64_400, 124_400],
            Enumerable.Range(0, 7).Select(_ => (int)TakeNext().TotalMilliseconds));
        _schedule.Withdrawn("a");
        Assert.Null(_schedule.NextDue);
    }

    [Fact]
    public void An_address_announced_again_while_it_is_refreshed_is_told_at_once()
    {
        _schedule.Options = GratuitousOptions.Default with { Refresh = TimeSpan.FromSeconds(60) };
        _schedule.Announced("a", Epoch, At(0));
        for (var round = 0; round < 5; round++)
        {
            TakeNext();
        }

        _schedule.Announced("a", Epoch, At(20_000));

        Assert.Equal([20_000, 21_100], [(int)TakeNext().TotalMilliseconds, (int)TakeNext().TotalMilliseconds]);
    }

    private static TimeSpan At(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private TimeSpan TakeNext()
    {
        var due = _schedule.NextDue ?? throw new InvalidOperationException("Nothing is on the schedule.");
        Assert.True(_schedule.TryTakeDue(due, out _));
        return due;
    }

    private List<(int Milliseconds, string Target)> Run()
    {
        var rounds = new List<(int, string)>();
        while (_schedule.NextDue is { } due)
        {
            Assert.True(_schedule.TryTakeDue(due, out var target));
            rounds.Add(((int)due.TotalMilliseconds, target));
            Assert.True(rounds.Count < 1_000, "The schedule does not end.");
        }

        return rounds;
    }
}
