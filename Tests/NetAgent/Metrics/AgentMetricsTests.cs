using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent.Metrics;

/// <summary>O-034, O-150: what a scrape of one agent sees.</summary>
[Trait("Needs", "Root")]
public sealed class AgentMetricsTests
{
    [RootFact("curl")]
    public async Task Counts_what_was_asked_and_answered_for_each_address() // O-150
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.StartSessionAsync(Order(AgentLab.Announced));
        await lab.Station.ResolveAsync(AgentLab.Announced);
        await lab.Station.ResolveAsync(AgentLab.Announced);

        var text = await ScrapeAsync(lab, "/metrics");

        Assert.Contains("# TYPE metallb_layer2_requests_received counter\n", text, StringComparison.Ordinal);
        Assert.Contains($"metallb_layer2_requests_received{{ip=\"{AgentLab.Announced}\"}} 2\n", text, StringComparison.Ordinal);
        Assert.Contains($"metallb_layer2_responses_sent{{ip=\"{AgentLab.Announced}\"}} 2\n", text, StringComparison.Ordinal);
        Assert.Contains($"metallb_layer2_gratuitous_sent{{ip=\"{AgentLab.Announced}\"}} ", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE metalorleans_address_probes_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains($"metalorleans_address_stranger_claims_total{{ip=\"{AgentLab.Announced}\"}} 0\n", text, StringComparison.Ordinal);
    }

    [RootFact("curl")]
    public async Task A_taken_port_costs_the_metrics_and_not_the_announcements() // O-034
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.StartSessionAsync();
        await ScrapeAsync(lab, "/metrics");

        var second = lab.StartAgent();
        await AgentLab.LineAsync(second, "Port 7472 of /metrics cannot be used");

        var session = await lab.Silo.AcceptAsync();
        await session.GreetAsync(Order(AgentLab.Announced));
        Assert.Equal(lab.Node.Mac, (await lab.Station.ResolveAsync(AgentLab.Announced)).Source);
    }

    private static async Task<string> ScrapeAsync(AgentLab lab, string path) =>
        (await lab.Node.Host.Inside(new CommandLine("curl", ["-sSf", "--retry-connrefused", "--retry", "50", "http://127.0.0.1:7472" + path]))
            .RunAsync(default)
            .WithinAsync("scraping", "the agent", path)).EnsureSucceeded().Output;
}
