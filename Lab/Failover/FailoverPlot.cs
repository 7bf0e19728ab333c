using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MetalOrleans.Lab.Failover;

/// <summary>A picture of all runs: a row for each fault and family, a dot for each run, a line for the goal.</summary>
internal static class FailoverPlot
{
    private const int Width = 900;
    private const int Left = 330;
    private const int Right = 30;
    private const int Top = 60;
    private const int RowHeight = 26;

    /// <summary>The left end of the axis: below a millisecond the probe sees nothing.</summary>
    private const double AxisBegin = 1;

    private static readonly ImmutableArray<double> Decades = [1, 10, 100, 1000, 10_000];

    public static string Draw(FailoverResults results)
    {
        var rows = results.Runs.GroupBy(run => (run.Scenario, run.Family)).ToList();
        var end = Decades.First(decade => decade >= results.Runs.Max(run => run.Gap.TotalMilliseconds) || decade == Decades[^1]);
        var height = Top + (rows.Count * RowHeight) + 40;
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        Line(svg, $"<text x=\"{Left}\" y=\"20\" font-size=\"15\">Longest time without an answer, ms (log scale); red: the goal</text>");
        Line(svg, $"<text x=\"{Left}\" y=\"38\" fill=\"#666\">{Escape(results.Circumstances)}</text>");
        foreach (var decade in Decades.Where(decade => decade <= end))
        {
            var x = X(decade, end);
            Line(svg, $"<line x1=\"{x:F1}\" y1=\"{Top}\" x2=\"{x:F1}\" y2=\"{height - 40}\" stroke=\"#ddd\"/>");
            Line(svg, $"<text x=\"{x:F1}\" y=\"{height - 22}\" text-anchor=\"middle\">{decade:F0}</text>");
        }

        for (var index = 0; index < rows.Count; index++)
        {
            DrawRow(svg, rows[index].Key.Scenario, rows[index].Key.Family, [.. rows[index]], Top + (index * RowHeight) + (RowHeight / 2), end);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void DrawRow(
        StringBuilder svg, FailoverScenario scenario, int family, ImmutableArray<FailoverRun> runs, int y, double end)
    {
        Line(svg, $"<text x=\"{Left - 12}\" y=\"{y + 4}\" text-anchor=\"end\">{Escape(scenario.Name)}, IPv{family}</text>");
        if (scenario.Goal is { } goal)
        {
            var x = X(goal.TotalMilliseconds, end);
            Line(svg, $"<line x1=\"{x:F1}\" y1=\"{y - 10}\" x2=\"{x:F1}\" y2=\"{y + 10}\" stroke=\"#c00\" stroke-width=\"2\"/>");
        }

        foreach (var run in runs)
        {
            Line(svg, $"<circle cx=\"{X(run.Gap.TotalMilliseconds, end):F1}\" cy=\"{y}\" r=\"4\" fill=\"#06c\" fill-opacity=\"0.4\"/>");
        }
    }

    private static double X(double milliseconds, double end) =>
        Left + ((Width - Left - Right) * Math.Log(Math.Clamp(milliseconds, AxisBegin, end) / AxisBegin) / Math.Log(end / AxisBegin));

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static void Line(StringBuilder svg, string line) => svg.Append(line).Append('\n');

    private static string Escape(string text) => System.Net.WebUtility.HtmlEncode(text);
}
