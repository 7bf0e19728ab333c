using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Demo;
using MetalOrleans.Lab.Measuring;
using MetalOrleans.Lab.Routers;
using Spectre.Console;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab routes</c>: from a Service to its prefix in FRR's table, for one and for thousands, and what a churn of them disturbs.</summary>
internal static class RoutesCommand
{
    private const int NodeCount = 3;

    public static Command Create()
    {
        var programs = new ProgramOptions();
        var services = new Option<string>("--services")
        {
            Description = "How many Services to create at once, sizes separated by commas.",
            DefaultValueFactory = _ => "1000,5000",
            HelpName = "counts",
        };
        var oneByOne = new Option<int>("--one-by-one")
        {
            Description = "How many more Services to create and delete one after the other beside them, stage by stage; 0 for none.",
            DefaultValueFactory = _ => 20,
            HelpName = "count",
        };
        var command = new Command("routes", "Measure Services until their prefixes are in a router's table; needs root and FRR.")
        {
            programs.Silo, programs.Agent, services, oneByOne,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var counts = parsed.GetRequiredValue(services).Split(',')
                .Select(text => int.Parse(text, CultureInfo.InvariantCulture))
                .ToArray();
            return await RunAsync(programs.Read(parsed).EnsureExist(), counts, parsed.GetValue(oneByOne), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ClusterPrograms programs, int[] counts, int oneByOne, CancellationToken cancellationToken)
    {
        await using var cluster = await LabCluster.CreateAsync("routes", NodeCount, programs, preferredApiPort: 0, cancellationToken);
        var settings = new RouterSettings(RouteBurst.RouterAsn, "10.0.0.100", [.. RouteBurst.PeersOf(NodeCount)]) { InstallsRoutes = true };
        await using var router = await LabRouter.StartAsync(RouterKind.Frr, cluster.Lab, cluster.Client, settings, cancellationToken);
        await cluster.StartAsync(cancellationToken);
        await using var burst = new RouteBurst(cluster, (FrrRouter)router, TimeProvider.System);
        await burst.StartAsync(cancellationToken);
        var results = new List<RouteBurstResult>();
        var stages = new List<(int Count, ImmutableArray<Distribution> Stages)>();
        foreach (var count in counts)
        {
            await Console.Error.WriteLineAsync($"{count} Services …");
            results.Add(await burst.MeasureAsync(count, MeasureStagesAsync, cancellationToken));

            async Task MeasureStagesAsync(RouteLatency latency)
            {
                if (oneByOne > 0)
                {
                    stages.Add((count, RouteStages.Distribute(await latency.MeasureAsync(oneByOne, cancellationToken))));
                }
            }
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 2 * DemoScreen.PipeWidth;
        }

        AnsiConsole.WriteLine($"{NodeCount} nodes; {MachineLoad.Describe()}");
        AnsiConsole.Write(TableOf(results));
        foreach (var (count, distributions) in stages)
        {
            AnsiConsole.Write(TableOf(count, distributions));
        }

        return results.All(result => result.IsClean) ? 0 : 1;
    }

    private static Table TableOf(IEnumerable<RouteBurstResult> results)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns(
            "Services", "all have addresses", "all in the table", "all replaced", "all withdrawn", "UPDATEs a node", "prefixes an UPDATE",
            "CPU a Service: silo", "agent", "resident: silo", "agent", "resets", "strays", "kept prefix");
        foreach (var result in results)
        {
            table.AddRow(
                $"{result.Count}", Seconds(result.Assigned), Seconds(result.Routed), Seconds(result.Replaced), Seconds(result.Withdrawn),
                $"{result.Updates:F0}", $"{result.Count / Math.Max(1, result.Updates):F0}",
                Processor(result.SiloProcessor), Processor(result.AgentProcessor),
                Megabytes(result.SiloKibibytes), Megabytes(result.AgentKibibytes),
                $"{result.Resets}", $"{result.Strays}", result.IsKeptUntouched ? "untouched" : "touched");
        }

        return table;
    }

    private static Table TableOf(int count, IEnumerable<Distribution> stages)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns($"one more beside {count}, from the request that creates it", "count", "median", "99 %", "max");
        foreach (var stage in stages)
        {
            table.AddRow(stage.Cells());
        }

        return table;
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s");

    private static string Processor(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F2} ms");

    // 10^6 octets, as everywhere else.
    private static string Megabytes(long kibibytes) => string.Create(CultureInfo.InvariantCulture, $"{kibibytes * 1024 / 1e6:F0} MB");
}
