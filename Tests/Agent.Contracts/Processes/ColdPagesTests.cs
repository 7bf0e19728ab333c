using MetalOrleans.Agent.Contracts.Processes;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.Agent.Contracts.Processes;

/// <summary>On this very process, which runs on afterwards from the pages that came back.</summary>
public sealed class ColdPagesTests(ITestOutputHelper output)
{
    [Fact]
    public void Lets_go_pages_of_programs_and_the_process_runs_on()
    {
        var before = ResidentFileKibibytes();
        var start = TimeProvider.System.GetTimestamp();
        var released = ColdPages.Release();
        output.WriteLine(
            $"{released} KiB in {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:F1} ms; "
            + $"file pages {before} KiB before, {ResidentFileKibibytes()} after");

        // The runtime alone maps more than this, whatever else the test host has loaded.
        Assert.InRange(released, 4 * 1024, before);
        Assert.Equal("{\"a\":[1]}", System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, int[]> { ["a"] = [1] }));
    }

    private static long ResidentFileKibibytes() =>
        File.ReadLines("/proc/self/status")
            .Where(line => line.StartsWith("RssFile:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]))
            .Single();
}
