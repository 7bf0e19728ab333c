using Xunit.Abstractions;

namespace MetalOrleans.Tests.Model;

/// <summary>The grains against the model: invariants 1, 2, 6 and 10 through any failure.</summary>
[Trait("Invariant", "1, 2, 6, 10")]
public sealed class GrainModelTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Kind", "Soak")]
    public Task Addresses_are_held_once_kept_and_given_whatever_fails() => ModelSeeds.RunAsync(output, count: 40, seed => RunAsync(seed));

    [Theory]
    [InlineData(1445891847)] // The silo dies after one of two Services that share an address was edited so that it no longer may.
    [InlineData(1499033175)] // A pool that goes, loses a holder meanwhile and comes back remembers that holder.
    public Task Seeds_that_found_something_find_nothing_any_more(int seed) => RunAsync(seed);

    private static async Task RunAsync(int seed)
    {
        await using var run = new GrainModelRun(seed);
        await run.RunAsync(steps: 400);
    }
}
