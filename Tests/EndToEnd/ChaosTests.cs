using MetalOrleans.Lab.Chaos;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>The short form of <c>make soak</c>: faults at random, the wire oracle as judge.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
[Trait("Invariant", "3")]
public sealed class ChaosTests(ClusterFixture fixture, ITestOutputHelper output)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [RootFact("kubectl")]
    public async Task No_rule_of_the_wire_is_broken_whatever_else_is()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}: `lab chaos --seed {seed} --duration {Duration.TotalSeconds}` does the same on a cluster of its own.");
        await using var wire = await fixture.WatchAsync(output, ChaosCluster.Rules);
        var addresses = await ChaosCluster.ExposeAsync(fixture.Cluster, default)
            .WithinAsync("making Services", "the cluster", "their addresses", fixture.DescribePrograms);
        var run = new ChaosRun(fixture.Cluster, wire.Oracle, TimeProvider.System, output.WriteLine);

        await run.RunAsync(ChaosPlan.Draw(seed, Duration, fixture.Cluster.Nodes.Length, run.Possible), addresses, default)
            .WithinAsync("breaking things", "the cluster", "the end of the plan", fixture.DescribePrograms, Limit);

        await wire.AssertCleanAsync();
        await fixture.ForgetAsync("chaos-1", "chaos-2", "chaos-3");
        await fixture.RemoveConfigurationAsync("chaos");
        await fixture.LinkedAsync(output);
    }
}
