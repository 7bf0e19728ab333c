using MetalOrleans.Lab.Traffic;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Lab.Traffic;

public sealed class ProbeReportTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Names_the_longest_hole_between_answers_and_every_change_of_machine()
    {
        var report = new ProbeReport(
            10, [At(0, "node1"), At(1, "node1"), At(5, "node2"), At(30, "node2"), At(31, "node1")], _clock);

        Assert.Equal(new ProbeGap(TimeSpan.FromMilliseconds(25), "node2", "node2"), report.LongestGap);
        Assert.Equal([("node1", "node2"), ("node2", "node1")], report.Moves.Select(move => (move.From, move.To)));
        Assert.Equal(5, report.Lost);
        Assert.Equal(3, report.AnswersByMachine["node1"]);
    }

    [Fact]
    public void Counts_the_gap_that_spans_the_moment_from_which_it_looks()
    {
        var report = new ProbeReport(10, [At(0, "node1"), At(9, "node1"), At(10, "node1"), At(14, "node2")], _clock);

        var since = report.Since(_clock.TimestampFrequency / 1000 * 12);

        Assert.Equal(new ProbeGap(TimeSpan.FromMilliseconds(4), "node1", "node2"), since.LongestGap);
    }

    [Fact]
    public void Has_no_gap_when_there_was_never_a_second_answer()
    {
        Assert.Null(new ProbeReport(10, [At(0, "node1")], _clock).LongestGap);
        Assert.Null(new ProbeReport(10, [], _clock).LongestGap);
    }

    private ProbeAnswer At(int milliseconds, string machine) =>
        new(_clock.TimestampFrequency / 1000 * milliseconds, machine);
}
