using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>An agent that is connected, whose link is up, and whom no client reaches: only its neighbours can notice.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class DeafNodeTests(ClusterFixture fixture, ITestOutputHelper output)
{
    [RootFact("kubectl")]
    public async Task A_deaf_node_loses_its_address_to_one_that_answers_and_gets_it_back_when_it_hears_again()
    {
        await fixture.RestartSiloAsync("--l2-self-probe", "1");
        try
        {
            await using var wire = await fixture.WatchAsync(output);
            var address = await wire.ExposeAsync(new LabService("deaf"));

            var handOver = await fixture.HandOverAsync(address, wire, "cable silent", node => node.Cable.BlackholeAsync(default));
            output.WriteLine($"{handOver.Announced.TotalMilliseconds} ms to announce, gap {handOver.Gap.TotalMilliseconds} ms");
            Assert.NotEqual(handOver.From.Name, handOver.To.Name);
            var reason = await fixture.Kubectl
                .WatchAsync(
                    ["events", "--field-selector", "involvedObject.name=deaf,reason=announcerDeaf"], "{.message}", text => text.Length > 0, default)
                .WithinAsync("losing the address", "deaf", "an event that says why", fixture.DescribePrograms);
            Assert.Contains($"node \"{handOver.From.Name}\"", reason, StringComparison.Ordinal);

            await handOver.From.Cable.HealAsync(default);
            await wire.AnsweredAsync(address, handOver.From);
            await wire.AssertAnnouncersAsync(handOver.From, handOver.To, handOver.From);
            await fixture.ForgetAsync("deaf");
        }
        finally
        {
            await fixture.RestartSiloAsync();
        }
    }
}
