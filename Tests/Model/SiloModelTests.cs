using Xunit.Abstractions;

namespace MetalOrleans.Tests.Model;

/// <summary>A whole silo and its API server against the model.</summary>
[Trait("Invariant", "1, 2, 6, 10")]
public sealed class SiloModelTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Kind", "Soak")]
    public Task The_silo_agrees_with_the_model_through_kills_conflicts_and_stale_watches() =>
        ModelSeeds.RunAsync(output, count: 4, seed => RunAsync(seed));

    private static async Task RunAsync(int seed)
    {
        await using var run = new SiloModelRun(seed);
        await run.RunAsync(steps: 120);
    }
}
