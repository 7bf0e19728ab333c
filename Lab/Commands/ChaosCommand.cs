using System.CommandLine;
using MetalOrleans.Lab.Chaos;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Oracle;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab chaos</c>: breaks whatever can be broken, at random, and has the wire judged.</summary>
internal static class ChaosCommand
{
    private const int NodeCount = 3;

    private static readonly ProgramOptions _programs = new();

    private static readonly Option<int?> _seed = new("--seed")
    {
        Description = "Draws the same faults again. Default: a new seed, which is printed.",
    };

    private static readonly Option<int> _duration = new("--duration")
    {
        Description = "For how many seconds.",
        DefaultValueFactory = _ => 180,
    };

    private static readonly Option<ChaosFault[]> _faults = new("--fault")
    {
        Description = "Only these faults. Default: all.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> _atOnce = new("--at-once")
    {
        Description = "How many faults there may be at a time, each of another node or of the silo.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> _clockStep = new("--clock-step")
    {
        Description = "Let the programs' wall clock jump too, with libfaketime (Debian: faketime).",
    };

    private static readonly Option<string> _siloOptions = new("--silo-options")
    {
        Description = "More options for the silo, as in \"--l2-hold-down 0 --l2-placement spread\".",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<DirectoryInfo> _logs = new("--logs")
    {
        Description = "Where to keep the programs' logs when a rule was broken.",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("artifacts", "chaos")),
    };

    public static Command Create()
    {
        var command = new Command("chaos", "Break things at random while the wire oracle judges; needs root.")
        {
            _programs.Silo, _programs.Agent, _seed, _duration, _faults, _atOnce, _clockStep, _siloOptions, _logs,
        };
        command.SetAction(ActAsync);
        return command;
    }

    private static async Task<int> ActAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var seed = parsed.GetValue(_seed) ?? Random.Shared.Next();
        await using var cluster = await LabCluster.CreateAsync(
            "chaos", NodeCount, _programs.Read(parsed), preferredApiPort: 0, cancellationToken);
        cluster.SiloOptions = [.. parsed.GetRequiredValue(_siloOptions).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        if (parsed.GetValue(_clockStep))
        {
            cluster.Clock = SteppableClock.TryCreate(cluster.Lab.Directory)
                ?? throw new InvalidOperationException("--clock-step needs libfaketime: install the package faketime.");
        }

        await Console.Out.WriteLineAsync(
            $"seed {seed}: --seed {seed} --duration {parsed.GetValue(_duration)}, with the same options, does the same again");
        if (await RunAsync(cluster, seed, parsed, cancellationToken))
        {
            return 0;
        }

        Keep(cluster, parsed.GetRequiredValue(_logs));
        return 1;
    }

    private static async Task<bool> RunAsync(
        LabCluster cluster, int seed, ParseResult parsed, CancellationToken cancellationToken)
    {
        var only = parsed.GetValue(_faults) ?? [];
        await cluster.StartAsync(cancellationToken);
        await using var oracle = await WireOracle.StartAsync(cluster, ChaosCluster.Rules, cancellationToken);
        var addresses = await ChaosCluster.ExposeAsync(cluster, cancellationToken);
        var run = new ChaosRun(cluster, oracle, TimeProvider.System, Console.WriteLine) { AtOnce = parsed.GetValue(_atOnce) };
        var plan = ChaosPlan.Draw(
            seed,
            TimeSpan.FromSeconds(parsed.GetValue(_duration)),
            cluster.Nodes.Length,
            [.. run.Possible.Where(fault => only.Length == 0 || only.Contains(fault))],
            run.AtOnce);
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
