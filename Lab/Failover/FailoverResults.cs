using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MetalOrleans.Lab.Demo;

namespace MetalOrleans.Lab.Failover;

/// <summary>All runs, as people and as programs read them.</summary>
internal sealed class FailoverResults(ImmutableArray<FailoverRun> runs, ImmutableArray<string> failures, string circumstances)
{
    public static string[] Columns { get; } =
        ["scenario", "IP", "runs", "median", "90 %", "99 %", "max", "goal", "cold client, max", "lost", "on return", "broken rules"];

    public ImmutableArray<FailoverRun> Runs { get; } = runs;

    public string Circumstances { get; } = circumstances;

    /// <summary>A row for each fault and family, in the order in which they ran.</summary>
    public IEnumerable<string[]> Rows() => Runs
        .GroupBy(run => (run.Scenario, run.Family))
        .Select(group => Row(group.Key.Scenario, group.Key.Family, [.. group]));

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("# Failover, as a client notices it\n\n").Append(Circumstances).Append("\n\n")
            .Append("The time is the longest that a client, which asks once a millisecond, went without an answer. \"On return\" is the\n")
            .Append("same while everything was put back; \"cold client\" the longest time in which no question who has the address was\n")
            .Append("answered, asked every 5 ms. \"Broken rules\" is what the wire oracle found.\n\n");
        AppendRow(text, Columns);
        AppendRow(text, [.. Columns.Select((_, index) => index == 0 ? "---" : "---:")]);
        foreach (var row in Rows())
        {
            AppendRow(text, row);
        }

        foreach (var failure in failures)
        {
            text.Append("\n- ").Append(failure);
        }

        foreach (var (run, violation) in Runs.SelectMany(run => run.Violations.Select(violation => (run, violation))).Take(50))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n- {run.Scenario.Name}, IPv{run.Family}, run {run.Number}: {violation}");
        }

        return text.Append('\n').ToString();
    }

    public string ToCsv()
    {
        var text = new StringBuilder("scenario,family,run,from,to,gap_ms,cold_gap_ms,lost,return_gap_ms,violations\n");
        foreach (var run in Runs)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{run.Scenario.Name},{run.Family},{run.Number},{run.From},{run.To},{run.Gap.TotalMilliseconds:F3},{run.ColdGap.TotalMilliseconds:F3},{run.Lost},{run.ReturnGap.TotalMilliseconds:F3},{run.Violations.Count}\n");
        }

        return text.ToString();
    }

    /// <summary>The nearest-rank percentile: always one of the values.</summary>
    public static TimeSpan Rank(IReadOnlyList<TimeSpan> sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];

    private static string[] Row(FailoverScenario scenario, int family, ImmutableArray<FailoverRun> runs)
    {
        TimeSpan[] gaps = [.. runs.Select(run => run.Gap).Order()];
        return
        [
            scenario.Title,
            $"v{family}",
            $"{runs.Length}",
            DemoScreen.Milliseconds(Rank(gaps, 0.5)),
            DemoScreen.Milliseconds(Rank(gaps, 0.9)),
            DemoScreen.Milliseconds(Rank(gaps, 0.99)),
            DemoScreen.Milliseconds(gaps[^1]),
            scenario.Goal is { } goal ? DemoScreen.Milliseconds(goal) + (Rank(gaps, 0.99) <= goal ? "" : ", missed") : "",
            DemoScreen.Milliseconds(runs.Max(run => run.ColdGap)),
            $"{runs.Sum(run => run.Lost)}",
            DemoScreen.Milliseconds(runs.Max(run => run.ReturnGap)),
            $"{runs.Sum(run => run.Violations.Count)}",
        ];
    }

    private static void AppendRow(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
