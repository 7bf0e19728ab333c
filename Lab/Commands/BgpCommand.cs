using System.CommandLine;
using System.Globalization;
using MetalOrleans.Lab.Bgp;
using MetalOrleans.Lab.Measuring;
using MetalOrleans.Lab.Routers;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab bgp</c>: how fast the agent fills a router's table, beside GoBGP and BIRD.</summary>
internal static class BgpCommand
{
    public static Command Create()
    {
        var programs = new ProgramOptions();
        var prefixes = new Option<string>("--prefixes")
        {
            Description = "How many prefixes to send over a new session, numbers separated by commas.",
            DefaultValueFactory = _ => "1000,10000,100000",
            HelpName = "counts",
        };
        var runs = new Option<int>("--runs")
        {
            Description = "How often each measurement is made; the table has the median.",
            DefaultValueFactory = _ => 3,
        };
        var senders = new Option<string>("--senders")
        {
            Description = "Who sends: agent, gobgp, bird, separated by commas. Ratios need the other two.",
            DefaultValueFactory = _ => "agent,gobgp,bird",
            HelpName = "names",
        };
        var receivers = new Option<string>("--receivers")
        {
            Description = "Whose tables are filled: bird, frr, separated by commas.",
            DefaultValueFactory = _ => "bird,frr",
            HelpName = "names",
        };
        var command = new Command(
            "bgp",
            "Measure the time from Established until a router's table holds all prefixes; prints a Markdown table. Needs root.")
        {
            programs.Agent, prefixes, runs, senders, receivers,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var agent = Path.GetFullPath(parsed.GetRequiredValue(programs.Agent));
            Console.WriteLine($"{MachineLoad.Describe()}; median of {parsed.GetValue(runs)}");
            Console.WriteLine();
            Console.WriteLine(BgpTable.Head);
            foreach (var receiver in Names<RouterKind>(parsed.GetRequiredValue(receivers)))
            {
                foreach (var count in parsed.GetRequiredValue(prefixes).Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)))
                {
                    var results = new List<BgpBenchResult>();
                    foreach (var sender in Names<BgpSenderKind>(parsed.GetRequiredValue(senders)))
                    {
                        results.Add(await MedianAsync(agent, sender, receiver, count, parsed.GetValue(runs), cancellationToken));
                    }

                    foreach (var line in BgpTable.Rows(results))
                    {
                        Console.WriteLine(line);
                    }
                }
            }

            return 0;
        });
        return command;
    }

    private static T[] Names<T>(string text)
        where T : struct, Enum => [.. text.Split(',').Select(name => Enum.Parse<T>(name, ignoreCase: true))];

    private static async Task<BgpBenchResult> MedianAsync(
        string agent, BgpSenderKind sender, RouterKind receiver, int count, int runs, CancellationToken cancellationToken)
    {
        var results = new List<BgpBenchResult>();
        for (var run = 0; run < runs; run++)
        {
            await Console.Error.WriteLineAsync($"{sender} → {receiver}, {count} prefixes, run {run + 1} …");
            results.Add(await BgpBench.MeasureAsync(agent, sender, receiver, count, cancellationToken));
        }

        return results.OrderBy(result => result.ToTable).ElementAt(results.Count / 2);
    }
}
