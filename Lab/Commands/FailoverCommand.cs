using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Demo;
using MetalOrleans.Lab.Failover;
using MetalOrleans.Lab.Measuring;
using Spectre.Console;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab failover</c>: what a client notices of each way in which a node can lose its addresses.</summary>
internal static class FailoverCommand
{
    private const int NodeCount = 3;

    private static readonly ProgramOptions Programs = new();

    private static readonly Option<int> Runs = new("--runs")
    {
        Description = "How many times to do each.",
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<string[]> Scenarios = new Option<string[]>("--scenario")
    {
        Description = "Which faults: " + string.Join(", ", FailoverScenarios.All.Select(scenario => scenario.Name)) + ". Default: all.",
        AllowMultipleArgumentsPerToken = true,
    }.AcceptOnlyFromAmong([.. FailoverScenarios.All.Select(scenario => scenario.Name)]);

    private static readonly Option<string> Family = new Option<string>("--family")
    {
        Description = "4, 6 or both.",
        DefaultValueFactory = _ => "both",
    }.AcceptOnlyFromAmong("4", "6", "both");

    private static readonly Option<string[]> SiloArguments = new("--silo-argument")
    {
        Description = "Arguments for the silos, one each, such as --silo-argument=--lease-duration --silo-argument=4.",
    };

    private static readonly Option<int> Addresses = new("--addresses")
    {
        Description = "Measure instead how long this many addresses of one node take to move when its agent dies; at most 4000.",
    };

    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        Description = "Where to write failover.md, failover.csv and failover.svg, or addresses.md.",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("artifacts", "failover")),
    };

    public static Command Create()
    {
        var command = new Command("failover", "Measure what a client notices when a node loses its addresses; needs root.")
        {
            Programs.Silo, Programs.Agent, Runs, Scenarios, Family, SiloArguments, Addresses, Out,
        };
        Addresses.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > ManyAddresses.CountMax)
            {
                result.AddError($"--addresses is a number from 1 to {ManyAddresses.CountMax}.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Addresses) is > 0 and var count)
        {
            return await MeasureManyAsync(count, parsed, cancellationToken);
        }

        var loadBefore = MachineLoad.Describe();
        var chosen = parsed.GetValue(Scenarios) is { Length: > 0 } names
            ? FailoverScenarios.All.Where(scenario => names.Contains(scenario.Name, StringComparer.Ordinal)).ToImmutableArray()
            : FailoverScenarios.All;
        await SayEstimateAsync(chosen, parsed);
        var failures = new List<string>();
        var runs = ImmutableArray<FailoverRun>.Empty;
        foreach (var alike in chosen.GroupBy(scenario => (IsApart: scenario.IsApiApart || scenario.HasStandby, scenario.HasStandby)))
        {
            await using var cluster = await LabCluster.CreateAsync(
                "failover", NodeCount, Programs.Read(parsed), preferredApiPort: 0, cancellationToken);
            cluster.SiloOptions = [.. parsed.GetValue(SiloArguments) ?? []];
            if (alike.Key.IsApart)
            {
                await cluster.StartApiAsync(cancellationToken);
            }

            if (alike.Key.HasStandby)
            {
                await cluster.StartPairAsync(cancellationToken);
            }

            await cluster.StartAsync(cancellationToken);
            await cluster.Kubectl.ApplyTextAsync(FailoverBench.Configuration, cancellationToken);
            runs = runs.AddRange(await MeasureAsync(cluster, [.. alike], parsed, failures, cancellationToken));
        }

        if (runs.IsEmpty)
        {
            return 1;
        }

        var results = new FailoverResults(runs, [.. failures], $"Three nodes, default settings; before: {loadBefore}, after: {MachineLoad.Describe()}.");
        Show(results);
        await WriteAsync(
            parsed.GetRequiredValue(Out),
            [("failover.md", results.ToMarkdown()), ("failover.csv", results.ToCsv()), ("failover.svg", FailoverPlot.Draw(results))],
            cancellationToken);
        return failures.Count == 0 ? 0 : 1;
    }

    private static async Task<int> MeasureManyAsync(int count, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var cluster = await LabCluster.CreateAsync(
            "failover", NodeCount, Programs.Read(parsed), preferredApiPort: 0, cancellationToken);
        // Each run needs the addresses back on the node that is to die.
        cluster.SiloOptions = ["--l2-hold-down", "0"];
        await cluster.StartAsync(cancellationToken);
        var runs = await ManyAddresses.MeasureAsync(cluster, count, Math.Max(1, parsed.GetValue(Runs)), cancellationToken);
        await WriteAsync(
            parsed.GetRequiredValue(Out),
            [("addresses.md", ManyAddressesRun.ToMarkdown(runs, count, $"Three nodes, no hold-down; {MachineLoad.Describe()}."))],
            cancellationToken);
        return 0;
    }

    private static int[] Families(ParseResult parsed) =>
        parsed.GetRequiredValue(Family) switch { "4" => [4], "6" => [6], _ => [4, 6] };

    private static Task SayEstimateAsync(ImmutableArray<FailoverScenario> chosen, ParseResult parsed)
    {
        var families = Families(parsed).Length;
        var length = chosen.Sum(scenario => scenario.Length.TotalMinutes) * families * parsed.GetValue(Runs);
        return Console.Out.WriteLineAsync(
            $"{chosen.Length} scenarios, {families} families, {parsed.GetValue(Runs)} runs each: about {Math.Ceiling(length)} minutes on a quiet machine.");
    }

    private static async Task<ImmutableArray<FailoverRun>> MeasureAsync(
        LabCluster cluster, ImmutableArray<FailoverScenario> chosen, ParseResult parsed, List<string> failures, CancellationToken cancellationToken)
    {
        var bench = new FailoverBench(cluster, TimeProvider.System);
        var runs = ImmutableArray.CreateBuilder<FailoverRun>();
        foreach (var family in Families(parsed))
        {
            IPAddress address;
            try
            {
                address = await bench.ExposeAsync(family, cancellationToken);
            }
            catch (TimeoutException)
            {
                failures.Add($"IPv{family}: no node answers the client; not measured.");
                await Console.Out.WriteLineAsync(failures[^1]);
                continue;
            }

            foreach (var scenario in chosen)
            {
                runs.AddRange(await MeasureAsync(bench, scenario, address, parsed.GetValue(Runs), failures, cancellationToken));
            }
        }

        return runs.ToImmutable();
    }

    private static async Task<List<FailoverRun>> MeasureAsync(
        FailoverBench bench, FailoverScenario scenario, IPAddress address, int count, List<string> failures, CancellationToken cancellationToken)
    {
        var runs = new List<FailoverRun>();
        for (var number = 1; number <= count; number++)
        {
            FailoverRun run;
            try
            {
                run = await bench.RunAsync(scenario, address, number, cancellationToken);
            }
            catch (TimeoutException stuck)
            {
                failures.Add(stuck.Message);
                await Console.Out.WriteLineAsync(stuck.Message);
                break;
            }

            runs.Add(run);
            await Console.Out.WriteLineAsync(
                $"{scenario.Name,-14} IPv{run.Family} {number,3}/{count}  {run.From} → {run.To}  gap {DemoScreen.Milliseconds(run.Gap),8}, cold {DemoScreen.Milliseconds(run.ColdGap),8}, "
                + $"on return {DemoScreen.Milliseconds(run.ReturnGap),8}, lost {run.Lost}, broken rules {run.Violations.Count}");
            foreach (var violation in run.Violations.Take(5))
            {
                await Console.Out.WriteLineAsync("    " + violation);
            }
        }

        return runs;
    }

    private static void Show(FailoverResults results)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns(FailoverResults.Columns);
        foreach (var row in results.Rows())
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = DemoScreen.PipeWidth;
        }

        AnsiConsole.Write(table);
    }

    private static async Task WriteAsync(
        DirectoryInfo directory, IEnumerable<(string Name, string Text)> files, CancellationToken cancellationToken)
    {
        directory.Create();
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(directory.FullName, name);
            await File.WriteAllTextAsync(path, text, cancellationToken);
            await Console.Out.WriteLineAsync(path);
        }
    }
}
