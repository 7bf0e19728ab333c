using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>What status objects and metrics say of an announcement is what is on the wire.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class StatusScenarioTests(ClusterFixture fixture, ITestOutputHelper output)
{
    private const string Statuses = "servicel2statuses";

    /// <summary>T-101, T-134: the node that answers, the listed interface, and nothing after the Service is gone.</summary>
    [RootFact("kubectl")]
    public async Task The_layer_2_status_names_the_node_that_answers_and_its_selected_interface_and_goes_with_the_service()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "told", "192.168.1.213").CreateAsync($"interfaces: [{LabCluster.Interface}]");
        var announcer = await wire.AnnouncerAsync(await wire.ExposeAsync(l2.Service));

        await fixture.Kubectl.WatchAsync(
            [Statuses, "-n", "metallb-system", "-l", "metallb.io/service-name=told"], "{.status.node} {.status.interfaces[*].name}",
            text => text == $"{announcer.Name} {LabCluster.Interface}", default)
            .WithinAsync("reading the status", "service told", $"{announcer.Name} on {LabCluster.Interface}", fixture.DescribePrograms);
        var name = (await fixture.Kubectl.ReadAsync(
            default, "get", Statuses, "-n", "metallb-system", "-l", "metallb.io/service-name=told", "-o", "name")).Trim();
        await fixture.ForgetAsync("told");
        await fixture.Kubectl.ReadAsync(default, "wait", name, "-n", "metallb-system", "--for=delete", "--timeout=60s");

        await wire.AssertAnnouncersAsync(announcer);
    }

    /// <summary>T-108: the allocator's and the announcer's gauges count the Service while there is one.</summary>
    [RootFact("kubectl", "curl")]
    public async Task Metrics_count_the_address_at_its_announcer_and_no_more_after_the_service_is_gone()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "counted", "192.168.1.214").CreateAsync("");
        var address = await wire.ExposeAsync(l2.Service);
        var announcer = await wire.AnnouncerAsync(address);

        await MetricsAsync(lines => InUse(lines) == "1" && Announced(lines, address) is [var one]
            && one.Contains($"node=\"{announcer.Name}\"", StringComparison.Ordinal) && one.EndsWith(" 1", StringComparison.Ordinal));
        await fixture.ForgetAsync("counted");
        await MetricsAsync(lines => InUse(lines) == "0" && Announced(lines, address).Length == 0);

        await wire.AssertAnnouncersAsync(announcer);
    }

    private static string? InUse(string[] lines) => lines
        .FirstOrDefault(line => line.StartsWith("metallb_allocator_addresses_in_use_total{", StringComparison.Ordinal)
            && line.Contains("pool=\"counted\"", StringComparison.Ordinal))?.Split(' ')[^1];

    private static string[] Announced(string[] lines, IPAddress address) =>
        [.. lines.Where(line => line.StartsWith("metallb_speaker_announced{", StringComparison.Ordinal)
            && line.Contains($"ip=\"{address}\"", StringComparison.Ordinal))];

    /// <summary>Reads the silo's metrics, again and again, until they are as wanted.</summary>
    private Task MetricsAsync(Func<string[], bool> wanted) =>
        ReadUntilAsync(wanted).WithinAsync("reading metrics", "the silo", "the gauges of pool counted", fixture.DescribePrograms);

    private async Task ReadUntilAsync(Func<string[], bool> wanted)
    {
        string[] lines = [];
        while (lines.Length == 0 || !wanted(lines))
        {
            var read = await fixture.Cluster.SiloMachine
                .Inside(new CommandLine("curl", ["-s", "--max-time", "10", "http://127.0.0.1:7472/metrics"])).RunAsync(default);
            lines = read.EnsureSucceeded().Output.Split('\n');
        }
    }
}
