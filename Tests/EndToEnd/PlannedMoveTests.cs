using System.Net;
using MetalOrleans.Lab.Clusters;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>Drains and even spreading, seen on the wire: nothing but the nodes' own will moves an address here.</summary>
[Collection("EndToEnd")]
[Trait("Needs", "Root")]
public sealed class PlannedMoveTests(ClusterFixture fixture, ITestOutputHelper output)
{
    private const string Drain = "metalorleans.io/drain";

    [RootFact("kubectl")]
    public async Task A_node_is_drained_by_an_annotation_and_by_a_label_and_gets_its_address_back()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "drained", "192.168.1.213").CreateAsync("");
        var address = await wire.ExposeAsync(l2.Service);
        var announcer = await wire.AnnouncerAsync(address);

        var others = new List<LabNode>();
        foreach (var verb in (string[])["annotate", "label"])
        {
            await fixture.Kubectl.ReadAsync(default, verb, "node", announcer.Name, Drain + "=true");
            others.Add(await wire.OtherAnnouncerAsync(address, announcer));
            await fixture.Kubectl.ReadAsync(default, verb, "node", announcer.Name, Drain + "-");
            await wire.AnsweredAsync(address, announcer);
        }

        await wire.AssertAnnouncersAsync(announcer, others[0], announcer, others[1], announcer);
    }

    [RootFact("kubectl")]
    public async Task Spreading_gives_each_node_as_many_addresses_and_those_of_one_Service_to_different_nodes()
    {
        // What other tests left would count for the nodes that have it.
        await fixture.Kubectl.ReadAsync(default, "delete", "services,endpointslices", "--all");
        await fixture.RestartSiloAsync("--l2-placement", "spread");
        try
        {
            await SpreadAsync();
        }
        finally
        {
            await fixture.RestartSiloAsync();
        }
    }

    private async Task SpreadAsync()
    {
        await using var wire = await fixture.WatchAsync(output);
        await using var l2 = await new L2Configuration(fixture, "spread", "192.168.1.216").CreateAsync("");
        await fixture.Kubectl.ReadAsync(
            default, "patch", "ipaddresspool", "spread", "-n", "metallb-system", "--type=merge", "-p",
            """{"spec": {"addresses": ["192.168.1.216-192.168.1.221"]}}""");

        // Six addresses for three nodes; those of the first Service are two.
        var pair = await ExposePairAsync(wire, l2.Service);
        var announcers = new List<LabNode> { await wire.AnnouncerAsync(pair[0]), await wire.AnnouncerAsync(pair[1]) };
        Assert.NotEqual(announcers[0].Name, announcers[1].Name);
        string[] names = ["spread-1", "spread-2", "spread-3", "spread-4"];
        foreach (var name in names)
        {
            announcers.Add(await wire.AnnouncerAsync(await wire.ExposeAsync(l2.Service with { Name = name })));
        }

        Assert.Equal([2, 2, 2], announcers.GroupBy(node => node.Name).Select(group => group.Count()));

        // Whoever has to take one of the two does not have the other.
        await fixture.Kubectl.ReadAsync(default, "annotate", "node", announcers[0].Name, Drain + "=true");
        var other = await wire.OtherAnnouncerAsync(pair[0], announcers[0]);
        await fixture.Kubectl.ReadAsync(default, "annotate", "node", announcers[0].Name, Drain + "-");
        Assert.NotEqual(announcers[1].Name, other.Name);

        await wire.AssertCleanAsync();
        await fixture.ForgetAsync(names);
    }

    private async Task<IPAddress[]> ExposePairAsync(JudgedWire wire, LabService service)
    {
        await fixture.Kubectl.ApplyTextAsync(
            (service with { Annotations = ["metalorleans.io/addresses-per-family: '2'"] }).Manifest(), default);
        var text = await fixture.Kubectl
            .WatchAsync(["service", service.Name], "{.status.loadBalancer.ingress[*].ip}", ips => ips.Split(' ').Length == 2, default)
            .WithinAsync("reading the status", "service " + service.Name, "two addresses", fixture.DescribePrograms);
        IPAddress[] addresses = [.. text.Split(' ').Select(IPAddress.Parse)];
        foreach (var address in addresses)
        {
            wire.Oracle.Watch(address);
        }

        return addresses;
    }
}
