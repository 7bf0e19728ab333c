using System.Globalization;
using System.Text;
using MetalOrleans.Lab.Demo;
using MetalOrleans.Lab.Measuring;

namespace MetalOrleans.Lab.Failover;

/// <summary>How all addresses of one node moved when its agent died.</summary>
/// <param name="Number">Which run, from 1.</param>
/// <param name="Moved">From the kill to the first gratuitous frame of another node, over all addresses.</param>
/// <param name="Back">From the agent's start until it had told of all addresses again.</param>
/// <param name="BusiestSecond">The most gratuitous frames of all nodes together within any second, the return included.</param>
/// <param name="BrokenRules">What the oracle found.</param>
internal sealed record ManyAddressesRun(int Number, Distribution Moved, TimeSpan Back, int BusiestSecond, int BrokenRules)
{
    private static readonly string[] Columns =
        ["run", "first moved", "half of them", "99 %", "the last", "busiest second, frames", "back after", "broken rules"];

    private string[] Cells =>
    [
        $"{Number}", Show(Moved.Rank(0)), Show(Moved.Rank(0.5)), Show(Moved.Rank(0.99)), Show(Moved.Rank(1)), $"{BusiestSecond}", Show(Back),
        $"{BrokenRules}",
    ];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"run {Number}: agent killed, half of the addresses had moved after {Cells[2]}, the last after {Cells[4]}; busiest second {BusiestSecond} frames; back after {Cells[6]}; {BrokenRules} broken rules");

    public static string ToMarkdown(IReadOnlyList<ManyAddressesRun> runs, int count, string circumstances)
    {
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"# {count} addresses of one node, whose agent is killed\n\n{circumstances}\n\nTimes are from SIGKILL to the first gratuitous frame of another node.\n\n"));
        foreach (var row in runs.Select(run => run.Cells).Prepend([.. Columns.Select(_ => "---:")]).Prepend(Columns))
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Show(TimeSpan time) => DemoScreen.Milliseconds(time);
}
