using System.CommandLine;
using System.Globalization;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Demo;
using MetalOrleans.Lab.Measuring;
using MetalOrleans.Lab.Processes;
using Spectre.Console;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab burst</c>: how fast thousands of Services get their addresses, beside plain status patches.</summary>
internal static class BurstCommand
{
    private const int OneByOne = 20;

    private const string Configuration =
        """
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: burst, namespace: metallb-system}
        spec: {addresses: [10.64.0.0/16]}
        """;

    public static Command Create()
    {
        var programs = new ProgramOptions();
        var services = new Option<string>("--services")
        {
            Description = "How many Services to create at once, sizes separated by commas.",
            DefaultValueFactory = _ => "100,1000,5000",
            HelpName = "counts",
        };
        var kubeconfig = new Option<string?>("--kubeconfig")
        {
            Description = "Use the API server of this file, which has the CRDs and the namespace metallb-system, "
                + "instead of the silo's own.",
            HelpName = "file",
        };
        var command = new Command("burst", "Measure how fast many Services get addresses, as a ratio to plain status patches.")
        {
            programs.Silo, services, kubeconfig,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var counts = parsed.GetRequiredValue(services).Split(',')
                .Select(text => int.Parse(text, CultureInfo.InvariantCulture))
                .ToArray();
            var silo = Path.GetFullPath(parsed.GetRequiredValue(programs.Silo));
            await RunAsync(new ClusterPrograms(silo, silo).EnsureExist(), parsed.GetValue(kubeconfig), counts, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(
        ClusterPrograms programs, string? kubeconfig, int[] counts, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("metalorleans-burst-");
        try
        {
            await using var silo = new BurstSilo(programs, kubeconfig, directory.FullName);
            await silo.StartAsync(cancellationToken);
            var apply = new CommandLine("kubectl", ["--kubeconfig", silo.KubeConfig, "apply", "-f", "-"]) { Input = Configuration };
            (await apply.RunAsync(cancellationToken)).EnsureSucceeded();
            var table = new Table { Border = TableBorder.Rounded };
            table.AddColumns(
                "Services", "create + patch", "create → all assigned", "ratio", "one more: create", "then address", "after a delete",
                "needless writes", "resident", "SIGTERM → end", "start → adopted", "resident after");
            foreach (var count in counts)
            {
                await Console.Error.WriteLineAsync($"{count} Services …");
                table.AddRow(await MeasureAsync(silo, count, cancellationToken));
            }

            if (Console.IsOutputRedirected)
            {
                AnsiConsole.Profile.Width = 2 * DemoScreen.PipeWidth;
            }

            AnsiConsole.Write(table);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<string[]> MeasureAsync(BurstSilo silo, int count, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        using var api = await LabApi.OpenAsync(silo.KubeConfig, cancellationToken);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var services = new BurstServices(api, clock);
        var watch = services.WatchAsync(watching.Token);
        var floor = await services.CreateAndPatchAsync(count, cancellationToken);
        await services.DeleteAsync("floor", count, cancellationToken);
        var burst = await services.CreateAndWaitAsync("burst", count, cancellationToken);
        var fresh = await OneByOneAsync(services, deleteBefore: null, cancellationToken);
        var afterDelete = await OneByOneAsync(services, deleteBefore: "burst", cancellationToken);
        var resident = silo.ReadResidentKibibytes();
        await watching.CancelAsync();
        await watch;

        var stopping = clock.GetTimestamp();
        await silo.StopAsync(cancellationToken);
        var starting = clock.GetTimestamp();
        await silo.StartAsync(cancellationToken);
        var adopted = clock.GetElapsedTime(starting);
        var residentAfter = silo.ReadResidentKibibytes();
        using var again = await LabApi.OpenAsync(silo.KubeConfig, cancellationToken);
        var leftovers = new BurstServices(again, clock);
        for (var number = 0; number < OneByOne; number++)
        {
            await leftovers.DeleteOneAsync($"fresh-{number}", cancellationToken);
            await leftovers.DeleteOneAsync($"after-{number}", cancellationToken);
        }

        await leftovers.DeleteAsync("burst", count - OneByOne, cancellationToken);
        return
        [
            $"{count}", Seconds(floor), Seconds(burst), $"{burst / floor:F2}",
            DemoScreen.Milliseconds(fresh.Create.Rank(0.5)), DemoScreen.Milliseconds(fresh.Address.Rank(0.5)),
            DemoScreen.Milliseconds(afterDelete.Address.Rank(0.5)), $"{services.NeedlessChanges}",
            Megabytes(resident), DemoScreen.Milliseconds(clock.GetElapsedTime(stopping, starting)), Seconds(adopted), Megabytes(residentAfter),
        ];
    }

    /// <summary>Creates Services one by one, each right after another one's deletion where that is asked for.</summary>
    private static async Task<(Distribution Create, Distribution Address)> OneByOneAsync(
        BurstServices services, string? deleteBefore, CancellationToken cancellationToken)
    {
        var (created, addressed) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var number = 0; number < OneByOne; number++)
        {
            if (deleteBefore is not null)
            {
                // Those with the highest numbers, so that the rest can still be counted from 0.
                await services.DeleteLastAsync(deleteBefore, cancellationToken);
            }

            var (create, after) = await services.CreateOneAsync($"{(deleteBefore is null ? "fresh" : "after")}-{number}", cancellationToken);
            created.Add(create);
            addressed.Add(after);
        }

        return (new Distribution("create", created), new Distribution("address", addressed));
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s");

    private static string Megabytes(long kibibytes) => string.Create(CultureInfo.InvariantCulture, $"{kibibytes / 1000.0 * 1.024:F0} MB");
}
