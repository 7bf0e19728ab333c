using System.Globalization;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.Model;

/// <summary>
/// Which seeds are run and for how long: METALORLEANS_SEED runs one, METALORLEANS_SOAK_SECONDS runs random ones for that long.
/// Otherwise the same few at every run.
/// </summary>
internal static class ModelSeeds
{
    private static int? Given => Read("METALORLEANS_SEED");

    private static int? SoakSeconds => Read("METALORLEANS_SOAK_SECONDS");

    /// <summary>Runs one seed after the other, and prints the one that failed.</summary>
    /// <param name="output">Where the seeds are printed.</param>
    /// <param name="count">How many seeds, from 1, where the environment says nothing else.</param>
    /// <param name="run">Runs a seed.</param>
    public static async Task RunAsync(ITestOutputHelper output, int count, Func<int, Task> run)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(run);
        var began = TimeProvider.System.GetTimestamp();
        var done = 0;
        foreach (var seed in Seeds(count))
        {
            if (SoakSeconds is { } seconds && TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(seconds))
            {
                break;
            }

            try
            {
                await run(seed);
                done++;
            }
            catch (Exception e)
            {
                output.WriteLine($"Failed with seed {seed}. Again: METALORLEANS_SEED={seed}");
                throw new InvalidOperationException($"Failed with METALORLEANS_SEED={seed} after {done} good seeds: {e.Message}", e);
            }
        }

        output.WriteLine($"{done} seeds in {TimeProvider.System.GetElapsedTime(began)}");
    }

    private static IEnumerable<int> Seeds(int count)
    {
        if (Given is { } seed)
        {
            return [seed];
        }

        return SoakSeconds is null ? Enumerable.Range(1, count) : Endless();
    }

    private static IEnumerable<int> Endless()
    {
        while (true)
        {
            yield return Random.Shared.Next();
        }
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
