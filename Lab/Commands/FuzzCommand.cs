using System.CommandLine;
using System.Globalization;
using MetalOrleans.Lab.Fuzzing;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab fuzz</c>: random and changed valid inputs for every parser of what a peer sent.</summary>
internal static class FuzzCommand
{
    private const string Description =
        "Give the parsers random inputs and changed valid ones; a run is bounded, and its seed repeats it.";

    // How often a run that goes on says so, and how far it can be from its end when the process dies.
    private const long BatchSize = 1_000_000;

    public static Command Create()
    {
        var cases = new Option<long>("--cases")
        {
            Description = "Inputs for each parser.",
            DefaultValueFactory = _ => 10_000_000,
        };
        var seed = new Option<ulong?>("--seed") { Description = "Repeats the run of that seed; a new one by default." };
        var first = new Option<long>("--first") { Description = "The case to start at." };
        var target = new Option<string?>("--target")
        {
            Description = "One parser only: " + string.Join(", ", FuzzTargets.All.Select(one => one.Name)) + ".",
        };
        var command = new Command("fuzz", Description) { cases, seed, first, target };
        command.SetAction(parsed => Run(
            parsed.GetValue(target), parsed.GetValue(seed) ?? NewSeed(), parsed.GetValue(first), parsed.GetValue(cases)));
        return command;
    }

    private static int Run(string? name, ulong seed, long first, long count)
    {
        var targets = FuzzTargets.All.Where(target => name is null || target.Name == name).ToList();
        if (targets.Count == 0)
        {
            Console.Error.WriteLine($"--target '{name}' is unknown: see --help.");
            return 2;
        }

        // Printed before anything runs: a read behind an input's end ends the process.
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        return targets.TrueForAll(target => RunOne(target, seed, first, count)) ? 0 : 1;
    }

    private static bool RunOne(IFuzzTarget target, ulong seed, long first, long count)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var understood = 0L;
        for (var done = 0L; done < count; done += BatchSize)
        {
            Console.Write($"\r{target.Name,-11} case {first + done:N0}");
            var result = Fuzzer.Run(target, seed, first + done, Math.Min(BatchSize, count - done));
            understood += result.Understood;
            if (result.Finding is { } finding)
            {
                Console.WriteLine();
                Console.WriteLine(finding);
                return false;
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\r{target.Name,-11} {count,12:N0} inputs, {understood,12:N0} understood, {clock.GetElapsedTime(start).TotalSeconds:F1} s"));
        return true;
    }

    private static ulong NewSeed() => BitConverter.ToUInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
