using System.Net;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>A Service from its creation to its end, as kubectl and a client on the network see it.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class ServiceLifeTests(ClusterFixture fixture, ITestOutputHelper output)
{
    /// <summary>T-100.</summary>
    [RootFact("kubectl", "curl")]
    public async Task A_service_gets_an_address_of_the_pool_which_one_node_answers_for()
    {
        var cluster = fixture.Cluster;
        await using var tap = await cluster.TapAsync(TimeProvider.System);
        await using var wire = await fixture.WatchAsync(output);

        var address = await wire.ExposeAsync(new LabService("life"));
        await tap.AnnouncementAsync(address, default).WithinAsync(
            "announcing", address.ToString(), "a gratuitous ARP packet", fixture.DescribePrograms);
        var announcer = await fixture.AnnouncerOfAsync(address);
        var answer = await cluster.Client
            .Inside(new CommandLine("curl", ["-s", "--max-time", "10", $"http://{address}"])).RunAsync(default);

        Assert.StartsWith("192.168.1.24", address.ToString(), StringComparison.Ordinal);
        Assert.Equal($"Hello from {announcer.Name}\n", answer.EnsureSucceeded().Output);
        Assert.Equal(announcer.Cable.Mac, Assert.Single(tap.SpeakersFor(address)));
        await wire.AssertCleanAsync();
        Assert.Contains("IPAllocated", await fixture.Kubectl.ReadAsync(default, "describe", "service", "life"), StringComparison.Ordinal);
    }

    [RootFact("kubectl")]
    public async Task A_deleted_service_is_answered_for_by_nobody_and_its_address_is_free_again()
    {
        var cluster = fixture.Cluster;
        await using var wire = await fixture.WatchAsync(output);
        var address = await wire.ExposeAsync(new LabService("deleted"));
        var announcer = await fixture.AnnouncerOfAsync(address);
        await using var tap = await ArpTap.OpenAsync(cluster.Client, "eth0", TimeProvider.System);

        await fixture.Kubectl.ReadAsync(default, "delete", "service", "deleted");
        await announcer.Agent!
            .WaitForLineAsync(line => line.Contains($"withdrawing service announcement: ip {address}", StringComparison.Ordinal), default)
            .WithinAsync("withdrawing", address.ToString(), "the agent's word for it", fixture.DescribePrograms);

        // The nodes answer in order: once they have answered for themselves, they have passed over the address.
        var gone = tap.AskAsync(cluster.ClientCable, address, default);
        foreach (var node in (string[])["192.168.1.11", "192.168.1.12", "192.168.1.13"])
        {
            await tap.AskAsync(cluster.ClientCable, IPAddress.Parse(node), default)
                .WithinAsync("asking by ARP", node, "an answer for its own address");
        }

        Assert.False(gone.IsCompleted);
        await wire.AssertCleanAsync();
        Assert.Equal(address, await fixture.ExposeAsync("successor"));
    }

    [RootFact("kubectl")]
    [Trait("Ref", "T-260")]
    public async Task A_pool_that_overlaps_another_is_refused_when_it_is_applied()
    {
        var refused = await fixture.Kubectl.TryApplyTextAsync(
            """
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: overlapping, namespace: metallb-system}
            spec: {addresses: [192.168.1.245-192.168.1.255]}
            """, default);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("admission webhook \"ipaddresspoolvalidationwebhook.metallb.io\" denied the request", refused.Error, StringComparison.Ordinal);
        Assert.Contains("in pool \"overlapping\" overlaps with already defined CIDR", refused.Error, StringComparison.Ordinal);
        Assert.Equal("", await fixture.Kubectl.ReadAsync(
            default, "get", "ipaddresspool", "overlapping", "--namespace", "metallb-system", "--ignore-not-found"));
    }

    [RootFact("kubectl")]
    [Trait("Invariant", "6")]
    [Trait("Ref", "C-022")]
    public async Task An_object_that_becomes_invalid_says_why_when_described_and_spoils_nothing_else()
    {
        await fixture.Kubectl.ApplyTextAsync(PoolOf("10.33.0.0/24") + "\n---\n" +
            """
            apiVersion: metallb.io/v1beta1
            kind: BGPAdvertisement
            metadata: {name: aggregating, namespace: metallb-system}
            spec: {ipAddressPools: [aggregated], aggregationLength: 28}
            """, default);
        // What is written here is in order; the advertisement, stored long since, no longer fits it.
        await fixture.Kubectl.ApplyTextAsync(PoolOf("10.33.0.0/30"), default);
        var reason = await fixture.Kubectl
            .WatchAsync(
                ["events", "--namespace", "metallb-system", "--field-selector", "involvedObject.name=aggregating"],
                "{.message}", text => text.Length > 0, default)
            .WithinAsync("judging", "advertisement aggregating", "an event", fixture.DescribePrograms);
        var description = await fixture.Kubectl.ReadAsync(
            default, "describe", "bgpadvertisement", "aggregating", "--namespace", "metallb-system");
        output.WriteLine(description);
        var address = await fixture.ExposeAsync("unspoilt");
        await fixture.Kubectl.ReadAsync(default, "delete", "bgpadvertisement", "aggregating", "--namespace", "metallb-system");
        await fixture.Kubectl.ReadAsync(default, "delete", "ipaddresspool", "aggregated", "--namespace", "metallb-system");

        Assert.Contains("invalid aggregation length 28", reason, StringComparison.Ordinal);
        Assert.Matches(@"Events:[\s\S]*Warning[\s\S]*invalid aggregation length 28", description);
        Assert.StartsWith("192.168.1.24", address.ToString(), StringComparison.Ordinal);
    }

    private static string PoolOf(string range) =>
        $$"""
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: aggregated, namespace: metallb-system}
        spec: {addresses: [{{range}}], autoAssign: false}
        """;
}
