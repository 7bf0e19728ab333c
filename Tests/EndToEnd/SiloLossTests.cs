using System.Net;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>An agent needs nobody in order to keep what it has.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
[Trait("Invariant", "7")]
public sealed class SiloLossTests(ClusterFixture fixture, ITestOutputHelper output)
{
    /// <summary>The probe itself is held up on a loaded machine; a real loss would last until somebody starts a silo.</summary>
    private static readonly TimeSpan GapLimit = TimeSpan.FromSeconds(5);

    [RootFact("kubectl")]
    public async Task Agents_keep_answering_without_a_silo_and_its_return_interrupts_nothing()
    {
        var cluster = fixture.Cluster;
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("orphan"));
        var announcer = await wire.AnnouncerAsync(address);
        await using var probe = await UdpProbe.StartAsync(
            cluster.Client, new IPEndPoint(address, StandIn.EchoPort), TimeProvider.System);
        await AnswersAsync(probe, 100);

        var without = wire.Oracle.Disturb(node: null, "silo killed");
        await cluster.Silo!.KillAsync();
        await announcer.Agent!
            .WaitForLineAsync(line => line.Contains("agent link to", StringComparison.Ordinal) && line.Contains("lost", StringComparison.Ordinal), default)
            .WithinAsync("losing the silo", announcer.Name, "the agent's word for it", fixture.DescribePrograms);
        Assert.Equal(announcer.Name, (await fixture.AnnouncerOfAsync(address)).Name);
        await AnswersAsync(probe, 500);
        Assert.Empty(probe.Report().Moves);

        var linked = cluster.Nodes.Select(node => node.Agent!.WaitForNextLineAsync(
            line => line.Contains("agent link established", StringComparison.Ordinal), default)).ToList();
        await cluster.StartSiloAsync(default)
            .WithinAsync("starting again", "silo", "readiness", fixture.DescribePrograms);
        await Task.WhenAll(linked)
            .WithinAsync("coming back", "agents", "their links", fixture.DescribePrograms);
        Assert.Equal(address.ToString(), await fixture.AddressOfAsync("orphan", text => text.Length > 0));
        without.Dispose();
        await AnswersAsync(probe, 500);

        var report = probe.Report();
        output.WriteLine($"longest gap {report.LongestGap?.Length.TotalMilliseconds} ms, {report.Lost} of {report.Sent} lost");
        Assert.InRange(report.LongestGap!.Length, TimeSpan.Zero, GapLimit);
        Assert.Equal(announcer.Name, (await fixture.AnnouncerOfAsync(address)).Name);
        Assert.All((await wire.AssertCleanAsync()).Reigns, reign => Assert.Equal(announcer.Cable.Mac, reign.Mac));
    }

    private async Task AnswersAsync(UdpProbe probe, int count)
    {
        for (var answers = 0; answers < count; answers++)
        {
            await probe.WaitAsync(_ => true, default)
                .WithinAsync("probing", "the address", "another answer", fixture.DescribePrograms);
        }
    }
}
