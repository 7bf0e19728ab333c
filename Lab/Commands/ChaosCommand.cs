using System.CommandLine;
using MetalOrleans.Lab.Chaos;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Oracle;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab chaos</c>: breaks whatever can be broken, at random, and has the wire judged.</summary>
internal static class ChaosCommand
{
    private const int NodeCount = 3;

    public static Command Create()
    {
        var programs = new ProgramOptions();
        var seed = new Option<int?>("--seed") { Description = "Draws the same faults again. Default: a new seed, which is printed." };
        var duration = new Option<int>("--duration")
        {
            Description = "For how many seconds.",
            DefaultValueFactory = _ => 180,
        };
        var faults = new Option<ChaosFault[]>("--fault")
        {
            Description = "Only these faults. Default: all.",
            AllowMultipleArgumentsPerToken = true,
        };
        var clockStep = new Option<bool>("--clock-step")
        {
            Description = "Let the programs' wall clock jump too, with libfaketime (Debian: faketime), which slows them down.",
        };
        var logs = new Option<DirectoryInfo>("--logs")
        {
            Description = "Where to keep the programs' logs when a rule was broken.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("artifacts", "chaos")),
        };
        var command = new Command("chaos", "Break things at random while the wire oracle judges; needs root.")
        {
            programs.Silo, programs.Agent, seed, duration, faults, clockStep, logs,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var drawnFrom = parsed.GetValue(seed) ?? Random.Shared.Next();
            await using var cluster = await LabCluster.CreateAsync(
                "chaos", NodeCount, programs.Read(parsed), preferredApiPort: 0, cancellationToken);
            if (parsed.GetValue(clockStep))
            {
                cluster.Clock = SteppableClock.TryCreate(cluster.Lab.Directory)
                    ?? throw new InvalidOperationException("--clock-step needs libfaketime: install the package faketime.");
            }

            await Console.Out.WriteLineAsync($"seed {drawnFrom}: --seed {drawnFrom} --duration {parsed.GetValue(duration)} does the same again");
            var isClean = await RunAsync(
                cluster, drawnFrom, TimeSpan.FromSeconds(parsed.GetValue(duration)), parsed.GetValue(faults) ?? [], cancellationToken);
            if (!isClean)
            {
                Keep(cluster, parsed.GetRequiredValue(logs));
            }

            return isClean ? 0 : 1;
        });
        return command;
    }

    private static async Task<bool> RunAsync(
        LabCluster cluster, int seed, TimeSpan duration, ChaosFault[] only, CancellationToken cancellationToken)
    {
        await cluster.StartAsync(cancellationToken);
        await using var oracle = await WireOracle.StartAsync(cluster, ChaosCluster.Rules, cancellationToken);
        var addresses = await ChaosCluster.ExposeAsync(cluster, cancellationToken);
        var run = new ChaosRun(cluster, oracle, TimeProvider.System, Console.WriteLine);
        var plan = ChaosPlan.Draw(
            seed, duration, cluster.Nodes.Length, [.. run.Possible.Where(fault => only.Length == 0 || only.Contains(fault))]);
        var verdict = await run.RunAsync(plan, addresses, cancellationToken);
        await Console.Out.WriteLineAsync(
            $"seed {seed}: {plan.Length} faults, {verdict.Reigns.Length} announcers, {verdict.ClaimCount} claims judged, longest gap "
            + $"{verdict.LongestGap.TotalMilliseconds:F0} ms, busiest second {verdict.BusiestSecond} frames, {verdict.Violations.Length} broken rules");
        foreach (var reign in verdict.Reigns)
        {
            await Console.Out.WriteLineAsync(
                $"{reign.Begin.TotalMilliseconds,10:F1} ms  {reign.Address}  epoch {reign.Epoch}: "
                + (reign.Mac is { } mac ? cluster.FindNode(mac)?.Name ?? mac.ToString() : "nobody"));
        }

        foreach (var violation in verdict.Violations.Take(40))
        {
            await Console.Out.WriteLineAsync(violation.ToString());
        }

        return verdict.Violations.IsEmpty;
    }

    private static void Keep(LabCluster cluster, DirectoryInfo directory)
    {
        directory.Create();
        foreach (var log in Directory.EnumerateFiles(cluster.Lab.Directory, "*.log"))
        {
            File.Copy(log, Path.Combine(directory.FullName, Path.GetFileName(log)), overwrite: true);
        }

        Console.WriteLine($"The programs' logs are in {directory.FullName}.");
    }
}
