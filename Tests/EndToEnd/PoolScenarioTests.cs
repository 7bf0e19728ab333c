using System.Net;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>From which pool an address comes, down to the wire.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class PoolScenarioTests(ClusterFixture fixture, ITestOutputHelper output)
{
    /// <summary>T-106: both syntaxes; T-109: the annotation picks the pool, automatic or not.</summary>
    [RootTheory("kubectl")]
    [InlineData("range", "192.168.1.230-192.168.1.231", "true")]
    [InlineData("prefix", "192.168.1.232/31", "false")]
    public async Task A_requested_pool_gives_an_address_that_is_answered_for(string pool, string addresses, string autoAssign)
    {
        await using var wire = await fixture.WatchAsync(output);
        await fixture.Kubectl.ApplyTextAsync(
            $$"""
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: {{pool}}, namespace: metallb-system}
            spec: {addresses: ["{{addresses}}"], autoAssign: {{autoAssign}}}
            ---
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata: {name: {{pool}}, namespace: metallb-system}
            spec: {ipAddressPools: [{{pool}}]}
            """, default);

        var address = await wire.ExposeAsync(new LabService("of-" + pool) { Pool = pool });
        await wire.AnnouncerAsync(address);

        Assert.StartsWith("192.168.1.23", address.ToString(), StringComparison.Ordinal);
        await wire.AssertCleanAsync();
        await fixture.ForgetAsync("of-" + pool);
        await fixture.RemoveConfigurationAsync(pool);
    }

    /// <summary>T-130: a Service of a foreign class stays without an address while one without a class gets one.</summary>
    [RootFact("kubectl")]
    public async Task A_service_of_a_foreign_class_gets_no_address()
    {
        await fixture.Kubectl.ApplyTextAsync(
            new LabService("foreign").Manifest().Replace("type: LoadBalancer", "type: LoadBalancer\n  loadBalancerClass: example.com/other", StringComparison.Ordinal),
            default);

        // Services are taken in turn: the later one has its address when the earlier one has been passed over.
        var later = await fixture.ExposeAsync("native");
        var status = await fixture.Kubectl.ReadAsync(default, "get", "service", "foreign", "-o", "jsonpath={.status.loadBalancer}");

        Assert.NotEqual(IPAddress.None, later);
        Assert.DoesNotContain("ip", status, StringComparison.Ordinal);
        await fixture.ForgetAsync("foreign", "native");
    }
}
