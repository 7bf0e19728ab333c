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
    private const int OneByOne = 20;

    public static Command Create()
    {
        var programs = new ProgramOptions();
        var services = new Option<string>("--services")
        {
            Description = "How many Services to create at once, sizes separated by commas.",
            DefaultValueFactory = _ => "1000,5000",
            HelpName = "counts",
        };
        var command = new Command("routes", "Measure Services until their prefixes are in a router's table; needs root and FRR.")
        {
            programs.Silo, programs.Agent, services,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var counts = parsed.GetRequiredValue(services).Split(',')
                .Select(text => int.Parse(text, CultureInfo.InvariantCulture))
                .ToArray();
            return await RunAsync(programs.Read(parsed).EnsureExist(), counts, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ClusterPrograms programs, int[] counts, CancellationToken cancellationToken)
    {
        await using var cluster = await LabCluster.CreateAsync("routes", NodeCount, programs, preferredApiPort: 0, cancellationToken);
        var settings = new RouterSettings(RouteBurst.RouterAsn, "10.0.0.100", [.. RouteBurst.PeersOf(NodeCount)]) { InstallsRoutes = true };
        await using var router = await LabRouter.StartAsync(RouterKind.Frr, cluster.Lab, cluster.Client, settings, cancellationToken);
        await cluster.StartAsync(cancellationToken);
        await using var burst = new RouteBurst(cluster, (FrrRouter)router, TimeProvider.System);
        await burst.StartAsync(cancellationToken);
        var isClean = true;
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns(
            "Services", "create → routed", "delete → withdrawn", "UPDATEs a session", "prefixes an UPDATE", "resets", "kept prefix",
            "silo resident", "agent resident", "one more: created", "then routed p50", "p99");
        foreach (var count in counts)
        {
            await Console.Error.WriteLineAsync($"{count} Services …");
            var before = await burst.CountsAsync(cancellationToken);
            var routed = await burst.CreateAndWaitAsync("burst", count, cancellationToken);
            var (created, one) = await OneByOneAsync(burst, cancellationToken);
            var between = await burst.CountsAsync(cancellationToken);
            var (silo, agent) = (cluster.Silo!.Identity.ReadResidentKibibytes(), cluster.Nodes[0].Agent!.Identity.ReadResidentKibibytes());
            var withdrawn = await burst.DeleteAndWaitAsync("burst", count, cancellationToken);
            var after = await burst.CountsAsync(cancellationToken);
            var isUndisturbed = after.Sessions == before.Sessions && after.KeptVersion == before.KeptVersion;
            isClean &= isUndisturbed;
            // Those that were made one by one are not counted among the messages.
            var updates = (between.Updates - before.Updates) / (double)NodeCount - (2 * OneByOne);
            table.AddRow(
                $"{count}", Seconds(routed), Seconds(withdrawn), $"{updates:F0}", $"{count / Math.Max(1, updates):F0}",
                $"{after.Sessions - before.Sessions}", after.KeptVersion == before.KeptVersion ? "untouched" : "touched",
                Megabytes(silo), Megabytes(agent), DemoScreen.Milliseconds(created.Rank(0.5)),
                DemoScreen.Milliseconds(one.Rank(0.5)), DemoScreen.Milliseconds(one.Rank(0.99)));
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 2 * DemoScreen.PipeWidth;
        }

        AnsiConsole.Write(table);
        return isClean ? 0 : 1;
    }

    private static async Task<(Distribution Created, Distribution Routed)> OneByOneAsync(RouteBurst burst, CancellationToken cancellationToken)
    {
        var (created, routed) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var number = 0; number < OneByOne; number++)
        {
            var one = await burst.OneAsync($"fresh-{number}", cancellationToken);
            created.Add(one.Created);
            routed.Add(one.Routed);
        }

        return (new Distribution("created", created), new Distribution("routed", routed));
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:F2} s";

    private static string Megabytes(long kibibytes) => $"{kibibytes / 1024.0:F0} MB";
}
