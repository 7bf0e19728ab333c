using Xunit.Abstractions;

namespace MetalOrleans.Tests.Model;

/// <summary>The grains against the model: invariants 1, 2, 6 and 10 through any failure.</summary>
[Trait("Invariant", "1, 2, 6, 10")]
public sealed class GrainModelTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Kind", "Soak")]
    public Task Addresses_are_held_once_kept_and_given_whatever_fails() => ModelSeeds.RunAsync(output, count: 40, seed => RunAsync(seed));

    private static async Task RunAsync(int seed)
    {
        await using var run = new GrainModelRun(seed);
        await run.RunAsync(steps: 400, CancellationToken.None);
    }
}
