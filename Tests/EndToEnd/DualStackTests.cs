using System.Net;
using System.Net.Sockets;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>Services with IPv6 addresses, from kubectl to the client's kernel.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
[Trait("Ref", "L-084")]
public sealed class DualStackTests(ClusterFixture fixture, ITestOutputHelper output)
{
    // L-040: the first address elects for both.
    [RootFact("kubectl", "ip")]
    public async Task A_dual_stack_service_is_reached_in_both_families_at_one_node()
    {
        await using var wire = await fixture.WatchAsync(output);
        await CreatePoolAsync("dual", "192.168.1.236/31", "2001:db8:1::f020/124");

        var addresses = await ExposeAsync(wire, "dual", "ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv4, IPv6]", count: 2);
        var answered = new List<string>();
        var announced = new List<LabNode>();
        foreach (var address in addresses)
        {
            answered.Add(await fixture.ProbeOnceAsync(address));
            announced.Add(await wire.AnnouncerAsync(address));
        }

        Assert.Equal(
            [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6],
            addresses.Select(address => address.AddressFamily).Order());
        Assert.Single(answered.Distinct());
        await wire.AssertAnnouncersAsync([.. announced]);
        await fixture.ForgetAsync("dual");
        await fixture.RemoveConfigurationAsync("dual");
    }

    // The client's kernel asks by NDP, and believes the advertisements of the node that takes over.
    [RootFact("kubectl", "ip")]
    public async Task An_IPv6_service_is_reached_and_moves_to_another_node_when_its_agent_is_killed()
    {
        await using var wire = await fixture.WatchAsync(output);
        await CreatePoolAsync("six", "2001:db8:1::f030/124");
        var address = Assert.Single(
            await ExposeAsync(wire, "six", "ipFamilyPolicy: SingleStack, ipFamilies: [IPv6]", count: 1));

        await using var probe = await UdpProbe.StartAsync(
            fixture.Cluster.Client, new IPEndPoint(address, StandIn.EchoPort), TimeProvider.System);
        var before = await AnswerAsync(probe, _ => true);
        Assert.Contains($"lladdr {before.Cable.Mac}", await NeighborAsync(address), StringComparison.Ordinal);
        var dead = wire.Oracle.Disturb(before, "its agent was killed");
        await before.Agent!.KillAsync();
        var after = await AnswerAsync(probe, answer => answer.Machine != before.Name);
        await wire.AnsweredAsync(address, after);
        output.WriteLine($"{before.Name} → {after.Name}, longest gap {probe.Report().LongestGap?.Length.TotalMilliseconds} ms");

        Assert.NotEqual(before.Name, after.Name);
        Assert.Contains($"lladdr {after.Cable.Mac}", await NeighborAsync(address), StringComparison.Ordinal);
        dead.Dispose();
        await wire.AssertAnnouncersAsync(before, after);
        await fixture.Cluster.StartAgentAsync(before, default)
            .WithinAsync("starting again", "agent of " + before.Name, "its link", fixture.DescribePrograms);
        await fixture.ForgetAsync("six");
        await fixture.RemoveConfigurationAsync("six");
    }

    private Task CreatePoolAsync(string name, params string[] addresses) => fixture.Kubectl.ApplyTextAsync(
        $$"""
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: {{name}}, namespace: metallb-system}
        spec: {autoAssign: false, addresses: [{{string.Join(", ", addresses.Select(address => $"'{address}'"))}}]}
        ---
        apiVersion: metallb.io/v1beta1
        kind: L2Advertisement
        metadata: {name: {{name}}, namespace: metallb-system}
        spec: {ipAddressPools: [{{name}}]}
        """, default);

    private async Task<IReadOnlyList<IPAddress>> ExposeAsync(JudgedWire wire, string name, string families, int count)
    {
        var manifest = new LabService(name) { Pool = name }.Manifest()
            .Replace("type: LoadBalancer", $"type: LoadBalancer\n  {families.Replace(", ip", "\n  ip", StringComparison.Ordinal)}", StringComparison.Ordinal);
        await fixture.Kubectl.ApplyTextAsync(manifest, default);
        var text = await fixture.Kubectl
            .WatchAsync(
                ["service", name], "{.status.loadBalancer.ingress[*].ip}", ips => ips.Split(' ').Length == count && ips.Length > 0, default)
            .WithinAsync("reading the status", "service " + name, $"{count} addresses", fixture.DescribePrograms);
        IPAddress[] addresses = [.. text.Split(' ').Select(IPAddress.Parse)];
        foreach (var address in addresses)
        {
            wire.Oracle.Watch(address);
            foreach (var node in fixture.Cluster.Nodes)
            {
                await node.StandIn.EchoAsync(address);
            }
        }

        return addresses;
    }

    private async Task<LabNode> AnswerAsync(UdpProbe probe, Func<ProbeAnswer, bool> wanted)
    {
        var answer = await probe.WaitAsync(wanted, default)
            .WithinAsync("probing", "the address", "an answer", fixture.DescribePrograms);
        return fixture.Cluster.Nodes.Single(node => node.Name == answer.Machine);
    }

    private async Task<string> NeighborAsync(IPAddress address) => (await fixture.Cluster.Client
        .Inside(new CommandLine("ip", ["-6", "neigh", "show", address.ToString()])).RunAsync(default)).EnsureSucceeded().Output;
}
