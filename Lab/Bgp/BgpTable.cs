using System.Globalization;

namespace MetalOrleans.Lab.Bgp;

/// <summary>Results as a Markdown table, with the agent's as ratios to the others'.</summary>
internal static class BgpTable
{
    private const double KibibytesPerMegabyte = 1_000_000 / 1024.0;

    public const string Head =
        "| receiver | prefixes | sender | Established → table | → last UPDATE | UPDATEs | NLRI/UPDATE | octets | CPU | resident | "
        + "time, agent : this |\n"
        + "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";

    /// <summary>The rows of one receiver and one number of prefixes.</summary>
    public static IEnumerable<string> Rows(IReadOnlyList<BgpBenchResult> results)
    {
        var agent = results.FirstOrDefault(result => result.Sender == BgpSenderKind.Agent);
        foreach (var result in results)
        {
            var ratio = agent is null || result == agent
                ? ""
                : (agent.ToTable / result.ToTable).ToString("F2", CultureInfo.InvariantCulture);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"| {result.Receiver} | {result.Prefixes} | {result.Sender} | {Milliseconds(result.ToTable)} | "
                + $"{Milliseconds(result.ToWire)} | {result.Updates} | {(double)result.Prefixes / Math.Max(1, result.Updates):F0} | "
                + $"{result.Octets} | {result.Processor.TotalMilliseconds:F0} ms | "
                + $"{result.ResidentKibibytes / KibibytesPerMegabyte:F0} MB | {ratio} |");
        }
    }

    private static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture) + " ms";
}
