using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>Which node announces, as its conditions, its labels, its agent and the endpoints on it come and go.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class NodeScenarioTests(ClusterFixture fixture, ITestOutputHelper output)
{
    private const string ExcludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers";

    /// <summary>T-102, L-014.</summary>
    [RootFact("kubectl", "curl")]
    public async Task Traffic_policy_Local_is_announced_by_a_node_with_an_endpoint_and_follows_it()
    {
        await using var wire = await fixture.WatchAsync(output);
        var service = new LabService("local") { ExternalTrafficPolicy = "Local", EndpointNodes = [2] };
        var address = await wire.ExposeAsync(service);
        await wire.AnsweredAsync(address, Node(2));

        var answer = await fixture.Cluster.Client
            .Inside(new CommandLine("curl", ["-s", "--max-time", "10", $"http://{address}"])).RunAsync(default);
        Assert.Equal("Hello from node2\n", answer.EnsureSucceeded().Output);

        await fixture.Kubectl.ApplyTextAsync((service with { EndpointNodes = [3] }).Manifest(), default);
        await wire.AnsweredAsync(address, Node(3));
        await wire.AssertCleanAsync();
        await fixture.ForgetAsync("local");
    }

    /// <summary>T-103.</summary>
    [RootFact("kubectl", "curl")]
    public async Task A_service_of_both_protocols_is_served_at_one_address()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("mixed")
        {
            Ports = "{name: http, protocol: TCP, port: 80}, {name: echo, protocol: UDP, port: 7}",
        });
        var announcer = await wire.AnnouncerAsync(address);

        var http = await fixture.Cluster.Client
            .Inside(new CommandLine("curl", ["-s", "--max-time", "10", $"http://{address}"])).RunAsync(default);
        var udp = await fixture.ProbeOnceAsync(address);

        Assert.Equal($"Hello from {announcer.Name}\n", http.EnsureSucceeded().Output);
        Assert.Equal(announcer.Name, udp);
        await wire.AssertCleanAsync();
        await fixture.ForgetAsync("mixed");
    }

    /// <summary>T-104, L-013, L-022.</summary>
    [RootFact("kubectl")]
    public async Task A_node_whose_network_is_unavailable_gives_its_address_up_and_gets_it_back()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("unavailable"));
        var announcer = await wire.AnnouncerAsync(address);

        await SetNetworkUnavailableAsync(announcer, "True");
        var other = await wire.OtherAnnouncerAsync(address, announcer);
        await SetNetworkUnavailableAsync(announcer, "False");
        await wire.AnsweredAsync(address, announcer);

        await wire.AssertAnnouncersAsync(announcer, other, announcer);
        await fixture.ForgetAsync("unavailable");
    }

    /// <summary>T-105, L-013, L-022.</summary>
    [RootFact("kubectl")]
    public async Task A_node_excluded_from_load_balancers_gives_its_address_up_and_gets_it_back()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("excluded"));
        var announcer = await wire.AnnouncerAsync(address);

        await fixture.Kubectl.ReadAsync(default, "label", "node", announcer.Name, ExcludeLabel + "=");
        var other = await wire.OtherAnnouncerAsync(address, announcer);
        await fixture.Kubectl.ReadAsync(default, "label", "node", announcer.Name, ExcludeLabel + "-");
        await wire.AnsweredAsync(address, announcer);

        await wire.AssertAnnouncersAsync(announcer, other, announcer);
        await fixture.ForgetAsync("excluded");
    }

    /// <summary>T-107, L-042.</summary>
    [RootFact("kubectl")]
    public async Task Services_that_share_an_address_are_announced_by_one_node()
    {
        await using var wire = await fixture.WatchAsync(output);
        var first = new LabService("sharing-a") { Annotations = ["metallb.io/allow-shared-ip: key"] };
        var address = await wire.ExposeAsync(first);
        var second = await wire.ExposeAsync(first with
        {
            Name = "sharing-b",
            Annotations = ["metallb.io/allow-shared-ip: key", $"metallb.io/loadBalancerIPs: {address}"],
            Ports = "{name: https, protocol: TCP, port: 443}",
        });
        var announcer = await wire.AnnouncerAsync(address);

        Assert.Equal(address, second);
        Assert.Equal(await AssignedAsync("sharing-a"), await AssignedAsync("sharing-b"));
        await wire.AssertAnnouncersAsync(announcer);
        await fixture.ForgetAsync("sharing-a", "sharing-b");
    }

    /// <summary>T-140, L-021, L-104.</summary>
    [RootFact("kubectl")]
    public async Task A_node_without_an_agent_loses_its_address_and_regains_it_when_the_agent_is_back()
    {
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("speaker"));
        var announcer = await wire.AnnouncerAsync(address);

        using (wire.Oracle.Disturb(announcer, "agent stopped"))
        {
            await announcer.Agent!.StopAsync();
            await wire.OtherAnnouncerAsync(address, announcer);
            await fixture.Cluster.StartAgentAsync(announcer, default)
                .WithinAsync("starting again", "agent of " + announcer.Name, "its link", fixture.DescribePrograms);
        }

        await wire.AnsweredAsync(address, announcer);
        await wire.AssertCleanAsync();
        await fixture.ForgetAsync("speaker");
    }

    private LabNode Node(int number) => fixture.Cluster.Nodes[number - 1];

    private Task<string> SetNetworkUnavailableAsync(LabNode node, string status) => fixture.Kubectl.ReadAsync(
        default, "patch", "node", node.Name, "--subresource=status", "--type=merge", "-p",
        $$$"""{"status": {"conditions": [{"type": "NetworkUnavailable", "status": "{{{status}}}"}]}}""");

    private Task<string> AssignedAsync(string service) => fixture.Kubectl
        .WatchAsync(
            ["events", "--field-selector", $"involvedObject.name={service},reason=nodeAssigned"],
            "{.message}", text => text.Length > 0, default)
        .WithinAsync("announcing", service, "a nodeAssigned event", fixture.DescribePrograms);
}
