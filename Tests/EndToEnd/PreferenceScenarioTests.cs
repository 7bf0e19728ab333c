using MetalOrleans.Lab.Clusters;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>Preferred nodes: T-150 to T-157, L-041, L-120.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class PreferenceScenarioTests(ClusterFixture fixture, ITestOutputHelper output)
{
    private const string ExcludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers";

    /// <summary>T-150, T-151, T-152: the label draws the address, its loss sends it back, exclusion fails over, return reclaims.</summary>
    [RootFact("kubectl")]
    public async Task A_labelled_node_is_preferred_and_the_election_decides_without_one()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "preferred", "192.168.1.208").CreateAsync(Preferring(100, "rack=a"));
        var address = await wire.ExposeAsync(l2.Service);
        var baseline = await wire.AnnouncerAsync(address);
        var other = fixture.Cluster.Nodes.First(node => node != baseline);
        var number = fixture.Cluster.Nodes.IndexOf(other) + 1;

        await l2.LabelAsync(number, "rack=a");
        await wire.AnsweredAsync(address, other);
        await fixture.Kubectl.ReadAsync(default, "label", "node", other.Name, ExcludeLabel + "=");
        await wire.AnsweredAsync(address, baseline);
        await fixture.Kubectl.ReadAsync(default, "label", "node", other.Name, ExcludeLabel + "-");
        await wire.AnsweredAsync(address, other);
        await l2.UnlabelAsync(number, "rack");
        await wire.AnsweredAsync(address, baseline);

        await wire.AssertAnnouncersAsync(baseline, other, baseline, other, baseline);
    }

    /// <summary>T-153: a changed advertisement elects anew; T-156: weights of advertisements add up, 110 against 60, then 60 against 50.</summary>
    [RootFact("kubectl")]
    public async Task Weights_add_up_over_advertisements_and_count_as_they_change()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "weights", "192.168.1.209").CreateAsync(
            "preferredNodeSelectors: [" + Weight(50, 1) + ", " + Weight(60, 2) + "]", "preferredNodeSelectors: [" + Weight(60, 1) + "]");
        var address = await wire.ExposeAsync(l2.Service);
        await wire.AnsweredAsync(address, Node(1));

        await l2.AdvertiseAsync(1, "");
        await wire.AnsweredAsync(address, Node(2));

        await wire.AssertAnnouncersAsync(Node(1), Node(2));
    }

    /// <summary>T-154, T-155: node selectors bind, preferences only order what they leave.</summary>
    [RootFact("kubectl")]
    public async Task Node_selectors_win_over_preferences()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "binding", "192.168.1.210").CreateAsync(
            Only(1, 2) + ", preferredNodeSelectors: [" + Weight(100, 2) + "]");
        var address = await wire.ExposeAsync(l2.Service);
        await wire.AnsweredAsync(address, Node(2));

        await l2.AdvertiseAsync(0, Only(1) + ", preferredNodeSelectors: [" + Weight(100, 3) + "]");
        await wire.AnsweredAsync(address, Node(1));

        await wire.AssertAnnouncersAsync(Node(2), Node(1));
    }

    /// <summary>T-157: a preference counts for the Services that its advertisement selects.</summary>
    [RootFact("kubectl")]
    public async Task A_preference_counts_for_the_selected_services_only()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "scoped", "192.168.1.211").CreateAsync(
            "preferredNodeSelectors: [" + Weight(10, 1) + "]",
            "serviceSelectors: [{matchLabels: {tier: front}}], preferredNodeSelectors: [" + Weight(100, 3) + "]");
        var address = await wire.ExposeAsync(l2.Service);
        await wire.AnsweredAsync(address, Node(1));

        await fixture.Kubectl.ReadAsync(default, "label", "service", l2.Service.Name, "tier=front");
        await wire.AnsweredAsync(address, Node(3));

        await wire.AssertAnnouncersAsync(Node(1), Node(3));
    }

    private static string Preferring(int weight, string label) =>
        $"preferredNodeSelectors: [{{weight: {weight}, preference: {{matchLabels: {{{label.Replace("=", ": ", StringComparison.Ordinal)}}}}}}}]";

    private static string Weight(int weight, int node) =>
        $"{{weight: {weight}, preference: {{matchLabels: {{kubernetes.io/hostname: node{node}}}}}}}";

    private static string Only(params int[] nodes) =>
        $"nodeSelectors: [{string.Join(", ", nodes.Select(node => $"{{matchLabels: {{kubernetes.io/hostname: node{node}}}}}"))}]";

    private LabNode Node(int number) => fixture.Cluster.Nodes[number - 1];
}
