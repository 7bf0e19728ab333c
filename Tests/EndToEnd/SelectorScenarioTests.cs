using MetalOrleans.Lab.Clusters;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>Which advertisement lets which node announce which Service, and where.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class SelectorScenarioTests(ClusterFixture fixture, ITestOutputHelper output)
{
    private const string Control = "ctl0";

    /// <summary>T-131, T-132, T-133: one node; the union of selectors; a node that joins keeps it working.</summary>
    [RootFact("kubectl")]
    public async Task Node_selectors_say_which_nodes_may_announce()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "selected", "192.168.1.200").CreateAsync(Nodes(2));

        var address = await wire.ExposeAsync(l2.Service);
        await wire.AnsweredAsync(address, Node(2));
        await l2.AdvertiseAsync(0, Nodes(3));
        await wire.AnsweredAsync(address, Node(3));
        await l2.AdvertiseAsync(0, Nodes(1, 3));
        await fixture.Kubectl.ReadAsync(default, "label", "node", "node3", "node.kubernetes.io/exclude-from-external-load-balancers=");
        await wire.AnsweredAsync(address, Node(1));
        await fixture.Kubectl.ReadAsync(default, "label", "node", "node3", "node.kubernetes.io/exclude-from-external-load-balancers-");

        await wire.AssertCleanAsync();
    }

    /// <summary>T-139: with a list of interfaces, each node in turn announces.</summary>
    [RootFact("kubectl")]
    public async Task Each_node_in_turn_announces_on_the_listed_interface()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "in-turn", "192.168.1.201").CreateAsync(OnInterface(1));
        var address = await wire.ExposeAsync(l2.Service);
        foreach (var number in (int[])[1, 2, 3])
        {
            await l2.AdvertiseAsync(0, OnInterface(number));
            await wire.AnsweredAsync(address, Node(number));
        }

        await wire.AssertAnnouncersAsync(Node(1), Node(2), Node(3));

        static string OnInterface(int node) => $"{Nodes(node)}, interfaces: [{LabCluster.Interface}]";
    }

    /// <summary>T-135, T-136, T-138: answers on the listed interfaces only, as the list changes, and on their union.</summary>
    [RootFact("kubectl")]
    public async Task Answers_come_from_the_listed_interfaces_only()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "listed", "192.168.1.202").CreateAsync($"interfaces: [{LabCluster.Interface}]");
        var address = await wire.ExposeAsync(l2.Service);
        var announcer = await wire.AnnouncerAsync(address);

        await l2.AdvertiseAsync(0, $"interfaces: [{Control}]");
        await wire.SilenceAsync(address);
        Assert.Equal(announcer.ControlCable.Mac, await AskFromTheOtherNetworkAsync(address));

        await l2.AdvertiseAsync(1, $"interfaces: [{LabCluster.Interface}]");
        await wire.AnsweredAsync(address, announcer);
        Assert.Equal(announcer.ControlCable.Mac, await AskFromTheOtherNetworkAsync(address));
    }

    /// <summary>T-137, L-054: no answer, from nobody, while no listed interface exists.</summary>
    [RootFact("kubectl")]
    public async Task Nobody_answers_while_the_announcer_has_none_of_the_listed_interfaces()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "missing", "192.168.1.203").CreateAsync("interfaces: [eth9]");
        var address = await wire.ExposeAsync(l2.Service);

        await wire.SilenceAsync(address);

        Assert.Equal(0, wire.Oracle.Judge().ClaimCount);
    }

    /// <summary>T-141, T-144: selectors of Services and pools are both to match; several are alternatives; labels count as they change.</summary>
    [RootFact("kubectl")]
    public async Task Service_selectors_say_which_services_are_announced()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "services", "192.168.1.204").CreateAsync(
            "serviceSelectors: [{matchLabels: {tier: front}}, {matchLabels: {tier: edge}}]");
        var address = await wire.ExposeAsync(l2.Service with { Labels = "{tier: back}" });
        await wire.SilenceAsync(address);

        foreach (var tier in (string[])["front", "edge"])
        {
            await fixture.Kubectl.ReadAsync(default, "label", "service", l2.Service.Name, "tier=" + tier, "--overwrite");
            await wire.AnnouncerAsync(address);
        }

        await fixture.Kubectl.ReadAsync(default, "label", "service", l2.Service.Name, "tier=back", "--overwrite");
        await wire.SilenceAsync(address);
        await wire.AssertCleanAsync();
    }

    /// <summary>T-142, L-018: advertisements are united, so that one node announces and none flaps.</summary>
    [RootFact("kubectl")]
    public async Task Two_advertisements_on_different_nodes_have_one_announcer()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "united", "192.168.1.205").CreateAsync(
            Nodes(1) + ", serviceSelectors: [{matchLabels: {tier: front}}]",
            Nodes(2) + ", serviceSelectors: [{matchLabels: {tier: front}}]");
        var address = await wire.ExposeAsync(l2.Service with { Labels = "{tier: front}" });
        var announcer = await wire.AnnouncerAsync(address);
        for (var answers = 0; answers < 20; answers++)
        {
            await wire.AnsweredAsync(address, announcer);
        }

        Assert.Contains(announcer.Name, (string[])["node1", "node2"]);
        await wire.AssertAnnouncersAsync(announcer);
    }

    /// <summary>T-143.</summary>
    [RootFact("kubectl")]
    public async Task Nobody_announces_what_no_advertisement_matches_with_an_existing_node()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "unmatched", "192.168.1.206").CreateAsync(
            Nodes(9) + ", serviceSelectors: [{matchLabels: {tier: front}}]",
            Nodes(1) + ", serviceSelectors: [{matchLabels: {tier: other}}]");
        var address = await wire.ExposeAsync(l2.Service with { Labels = "{tier: front}" });

        await wire.SilenceAsync(address);

        Assert.Equal(0, wire.Oracle.Judge().ClaimCount);
    }

    private static string Nodes(params int[] numbers) =>
        $"nodeSelectors: [{string.Join(", ", numbers.Select(number => $"{{matchLabels: {{kubernetes.io/hostname: node{number}}}}}"))}]";

    private LabNode Node(int number) => fixture.Cluster.Nodes[number - 1];

    private Task<MacAddress> AskFromTheOtherNetworkAsync(System.Net.IPAddress address) =>
        fixture.Cluster.AskOnControlAsync(address, TimeProvider.System, default)
            .WithinAsync("asking by ARP on the other network", address.ToString(), "an answer", fixture.DescribePrograms);
}
