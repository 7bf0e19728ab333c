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

    /// <summary>T-101, T-134: the node that answers and that the event names, the listed interface, and nothing after the Service is gone.</summary>
    [RootFact("kubectl")]
    public async Task The_layer_2_status_names_the_node_that_answers_and_its_selected_interface_and_goes_with_the_service()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "told", "192.168.1.213").CreateAsync($"interfaces: [{LabCluster.Interface}]");
        var announcer = await wire.AnnouncerAsync(await wire.ExposeAsync(l2.Service));

        await StatusAsync("told", $"{announcer.Name} {LabCluster.Interface}");
        var name = await StatusNameAsync("told");
        var written = await VersionAsync(name);
        var assigned = await fixture.Kubectl.ReadAsync(
            default, "get", "events", "--field-selector", "involvedObject.name=told,reason=nodeAssigned", "-o", "jsonpath={.items[*].message}");

        // What is written about a later Service has passed the first one by: its status stays as it was.
        await using (var later = await new L2Configuration(fixture, "told-later", "192.168.1.215").CreateAsync(""))
        {
            await StatusAsync("told-later", $"{(await wire.AnnouncerAsync(await wire.ExposeAsync(later.Service))).Name} ");
        }

        Assert.Equal($"announcing from node \"{announcer.Name}\" with protocol \"layer2\"", assigned);
        Assert.Equal(written, await VersionAsync(name));
        await fixture.ForgetAsync("told");
        await fixture.Kubectl.ReadAsync(default, "wait", name, "-n", "metallb-system", "--for=delete", "--timeout=60s");

        await wire.AssertCleanAsync();
    }

    /// <summary>T-108, O-149, O-150: the allocator's and the announcer's gauges, and the announcer's counters, count the Service while there is one.</summary>
    [RootTheory("kubectl", "curl")]
    [InlineData("192.168.1.214", 32, "IPv4")]
    [InlineData("2001:db8:1::f214", 128, "IPv6")]
    public async Task Metrics_count_the_address_at_its_announcer_and_no_more_after_the_service_is_gone(string wanted, int length, string family)
    {
        var name = "counted-" + family.ToUpperInvariant()[^1];
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, name, wanted, length).CreateAsync("");
        var address = await wire.ExposeAsync(l2.Service with { Family = family });
        var announcer = await wire.AnnouncerAsync(address);

        await MetricsAsync(name, lines => InUse(lines, name) == "1" && Of("metallb_speaker_announced", lines, address) is [var one]
            && one.Contains($"node=\"{announcer.Name}\"", StringComparison.Ordinal) && one.EndsWith(" 1", StringComparison.Ordinal)
            && Counters.All(counter => Of(counter, lines, address) is [var counted]
                && counted.Contains($"node=\"{announcer.Name}\"", StringComparison.Ordinal)
                && !counted.EndsWith(" 0", StringComparison.Ordinal)));
        await fixture.ForgetAsync(name);
        await MetricsAsync(name, lines => InUse(lines, name) == "0" && Of("metallb_", lines, address).Length == 0);

        await wire.AssertAnnouncersAsync(announcer);
    }

    /// <summary>O-150: of ARP and NDP alike.</summary>
    private static readonly string[] Counters =
        ["metallb_layer2_requests_received", "metallb_layer2_responses_sent", "metallb_layer2_gratuitous_sent"];

    private Task StatusAsync(string service, string nodeAndInterfaces) => fixture.Kubectl.WatchAsync(
            [Statuses, "-n", "metallb-system", "-l", "metallb.io/service-name=" + service], "{.status.node} {.status.interfaces[*].name}",
            text => text == nodeAndInterfaces, default)
        .WithinAsync("reading the status", "service " + service, nodeAndInterfaces, fixture.DescribePrograms);

    private async Task<string> StatusNameAsync(string service) => (await fixture.Kubectl.ReadAsync(
        default, "get", Statuses, "-n", "metallb-system", "-l", "metallb.io/service-name=" + service, "-o", "name")).Trim();

    private Task<string> VersionAsync(string name) =>
        fixture.Kubectl.ReadAsync(default, "get", name, "-n", "metallb-system", "-o", "jsonpath={.metadata.resourceVersion}");

    private static string? InUse(string[] lines, string pool) => lines
        .FirstOrDefault(line => line.StartsWith("metallb_allocator_addresses_in_use_total{", StringComparison.Ordinal)
            && line.Contains($"pool=\"{pool}\"", StringComparison.Ordinal))?.Split(' ')[^1];

    private static string[] Of(string metric, string[] lines, IPAddress address) =>
        [.. lines.Where(line => line.StartsWith(metric, StringComparison.Ordinal)
            && line.Contains($"ip=\"{address}\"", StringComparison.Ordinal))];

    /// <summary>Reads the silo's metrics, again and again, until they are as wanted.</summary>
    private Task MetricsAsync(string pool, Func<string[], bool> wanted) =>
        ReadUntilAsync(wanted).WithinAsync("reading metrics", "the silo", "the series of pool " + pool, fixture.DescribePrograms);

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
