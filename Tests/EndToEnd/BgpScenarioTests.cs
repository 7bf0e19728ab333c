using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.EndToEnd.BgpClusterFixture;

namespace MetalOrleans.Tests.EndToEnd;

/// <summary>Who advertises what, as two routers and a client see it.</summary>
[Collection("EndToEndBgp")]
[Trait("Needs", "Root")]
public sealed class BgpScenarioTests(BgpClusterFixture fixture)
{
    /// <summary>T-200: every node is a next hop on every router, and the address is reached by their routes.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Every_node_is_a_next_hop_and_the_address_is_reached()
    {
        await using var bgp = await new BgpConfiguration(fixture, "plain", "192.168.1.200/32").CreateAsync("");

        var address = await fixture.ExposeAsync(bgp.Service);

        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.200/32", 1, 2, 3);
        await fixture.NextHopsAsync(fixture.Spine, "192.168.1.200/32", 1, 2, 3);
        Assert.Contains(await fixture.ProbeAsync(address), (string[])["node1", "node2", "node3"]);
    }

    /// <summary>T-200, T-230: an IPv6 address goes to the IPv6 session, with an IPv6 next hop.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task An_IPv6_address_is_advertised_over_IPv6()
    {
        await using var bgp = await new BgpConfiguration(fixture, "six", "'2001:db8:1::f001/128'").CreateAsync("");

        await fixture.ExposeAsync(bgp.Service with { Family = "IPv6" });

        await fixture.NextHopsAsync(fixture.Tor, "2001:db8:1::f001/128", 1, 2, 3);
        Assert.Null(await fixture.Tor.FindAsync(Node(1), "2001:db8:1::f001/128", default));
    }

    /// <summary>T-200, T-207: both families at once, out of ranges and a CIDR, of the pool's choice and by annotation.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Two_addresses_of_one_Service_are_advertised_each_over_the_session_of_its_family()
    {
        await using var bgp = await new BgpConfiguration(fixture, "two", "192.168.1.214-192.168.1.215, '2001:db8:1::f100/127'").CreateAsync("");
        var asked = bgp.Another("asked") with
        {
            IsDualStack = true, Annotations = ["metallb.io/loadBalancerIPs: '2001:db8:1::f100,192.168.1.215'"],
        };

        await fixture.ExposeAsync(asked);
        await fixture.ExposeAsync(bgp.Service with { IsDualStack = true });

        foreach (var prefix in (string[])["192.168.1.215/32", "2001:db8:1::f100/128", "192.168.1.214/32", "2001:db8:1::f101/128"])
        {
            await fixture.NextHopsAsync(fixture.Tor, prefix, 1, 2, 3);
        }
    }

    /// <summary>T-204: with policy Local, nodes with endpoints are next hops, as endpoints come and go.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task With_policy_Local_only_nodes_with_endpoints_are_next_hops()
    {
        await using var bgp = await new BgpConfiguration(fixture, "local", "192.168.1.201/32").CreateAsync("");
        var service = bgp.Service with { ExternalTrafficPolicy = "Local", EndpointNodes = [2] };
        var address = await fixture.ExposeAsync(service);

        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.201/32", 2);
        Assert.Equal("node2", await fixture.ProbeAsync(address));
        await fixture.Kubectl.ApplyTextAsync((service with { EndpointNodes = [1, 3] }).Manifest(), default);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.201/32", 1, 3);
        await fixture.Kubectl.ApplyTextAsync((service with { EndpointNodes = [] }).Manifest(), default);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.201/32");
    }

    /// <summary>T-203, B-004, B-005: a node without network, and one with the exclude label.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task A_node_without_network_and_an_excluded_one_withdraw_and_come_back()
    {
        const string Exclude = "node.kubernetes.io/exclude-from-external-load-balancers";
        await using var bgp = await new BgpConfiguration(fixture, "unfit", "192.168.1.202/32").CreateAsync("");
        await fixture.ExposeAsync(bgp.Service);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.202/32", 1, 2, 3);

        await NetworkAsync("True");
        await bgp.LabelAsync(2, Exclude + "=");
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.202/32", 3);
        await NetworkAsync("False");
        await bgp.UnlabelAsync(2, Exclude);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.202/32", 1, 2, 3);

        Task NetworkAsync(string isUnavailable) => fixture.Kubectl.ReadAsync(
            default, "patch", "node", "node1", "--subresource=status", "--type=merge", "-p",
            $$$"""{"status":{"conditions":[{"type":"NetworkUnavailable","status":"{{{isUnavailable}}}"}]}}""");
    }

    /// <summary>T-206: an address that two Services share goes with the second of them.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task A_shared_address_stays_until_the_last_Service_goes()
    {
        await using var bgp = await new BgpConfiguration(fixture, "shared", "192.168.1.203/32").CreateAsync("");
        var first = bgp.Service with { Annotations = ["metallb.io/allow-shared-ip: key"] };
        var second = bgp.Another("second") with
        {
            Annotations = ["metallb.io/allow-shared-ip: key"],
            Ports = "{name: https, protocol: TCP, port: 443, targetPort: 443}",
        };
        await fixture.ExposeAsync(first);
        await fixture.ExposeAsync(second);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.203/32", 1, 2, 3);
        var before = await fixture.CountersAsync(1);

        await fixture.Kubectl.ReadAsync(default, "delete", "service", first.Name);
        await StatusesAsync(second.Name, 3);
        var between = await fixture.CountersAsync(1);
        await fixture.Kubectl.ReadAsync(default, "delete", "service", second.Name);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.203/32");

        Assert.Equal(before, between);
    }

    /// <summary>T-236, T-237, T-238: labels of nodes decide who advertises and who holds sessions.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Node_selectors_of_advertisements_follow_the_labels()
    {
        await using var bgp = await new BgpConfiguration(fixture, "labelled", "192.168.1.204/32")
            .CreateAsync("nodeSelectors: [{matchLabels: {rack: one}}]");
        await fixture.ExposeAsync(bgp.Service);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.204/32");

        await bgp.LabelAsync(2, "rack=one");
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.204/32", 2);
        await bgp.AdvertiseAsync(0, "nodeSelectors: [{matchLabels: {kubernetes.io/hostname: node3}}]");
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.204/32", 3);
    }

    /// <summary>T-232: peers outside of the list do not hear of the address; without a list all do.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Only_the_listed_peers_hear_of_an_address()
    {
        await using var bgp = await new BgpConfiguration(fixture, "listed", "192.168.1.205/32").CreateAsync("peers: [spine]");
        await fixture.ExposeAsync(bgp.Service);
        await fixture.NextHopsAsync(fixture.Spine, "192.168.1.205/32", 1, 2, 3);
        Assert.Null(await fixture.Tor.FindAsync(Node(1), "192.168.1.205/32", default));

        await bgp.AdvertiseAsync(0, "");
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.205/32", 1, 2, 3);
    }

    /// <summary>T-226, L-101: one Service over two protocols; the second one comes and goes while BGP stays.</summary>
    [RootFact("kubectl", "vtysh", "arping")]
    public async Task A_Service_over_two_protocols_keeps_one_while_the_other_goes()
    {
        await using var bgp = await new BgpConfiguration(fixture, "both", "192.168.1.206/32").CreateAsync("");
        var address = await fixture.ExposeAsync(bgp.Service);
        await fixture.NextHopsAsync(fixture.Tor, "192.168.1.206/32", 1, 2, 3);
        var before = await fixture.CountersAsync(1);

        await bgp.ApplyAsync("l2advertisement", "both", """
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata: {name: both, namespace: metallb-system}
            spec: {ipAddressPools: [both]}
            """);
        await fixture.Cluster.FindAnnouncerAsync(address, TimeProvider.System, default)
            .WithinAsync("asking by ARP", address.ToString(), "an answer", fixture.DescribePrograms);
        await fixture.Kubectl.ReadAsync(default, "delete", "l2advertisement", "both", "-n", "metallb-system");

        Assert.Equal(before, await fixture.CountersAsync(1));
        Assert.NotNull(await fixture.Tor.FindAsync(Node(1), "192.168.1.206/32", default));
    }

    /// <summary>T-212, C-140 to C-143, C-163: what kubectl shows; T-205: sessions too, which MetalLB's users ask vtysh for.</summary>
    [RootFact("kubectl", "vtysh")]
    public async Task Kubectl_shows_who_advertises_to_whom_and_how_sessions_stand()
    {
        await using var bgp = await new BgpConfiguration(fixture, "shown", "192.168.1.207/32").CreateAsync("peers: [tor, spine]");
        await fixture.ExposeAsync(bgp.Service);

        await StatusesAsync("shown", 3);
        var peers = await fixture.Kubectl.ReadAsync(
            default, "get", "servicebgpstatuses", "-n", "metallb-system", "-l", "metallb.io/service-name=shown,metallb.io/node=node2",
            "-o", "jsonpath={.items[*].status.peers}");
        var sessions = await fixture.Kubectl.ReadAsync(default, "get", "bgpsessionstates", "-n", "metallb-system");
        var labelled = await fixture.Kubectl.ReadAsync(
            default, "get", "bgpsessionstates", "-n", "metallb-system", "-l",
            "frrk8s.metallb.io/node=node1,frrk8s.metallb.io/peer=2001-0db8-0001-0000-0000-0000-0000-0100", "-o", "name");

        Assert.Equal("""["spine","tor"]""", peers);
        Assert.Equal(["NAME", "NODE", "PEER", "VRF", "BGP", "BFD"], sessions.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(9, sessions.Split('\n').Count(line => line.Contains("Established", StringComparison.Ordinal)));
        Assert.Single(labelled.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        await bgp.AdvertiseAsync(0, "peers: [tor], nodeSelectors: [{matchLabels: {kubernetes.io/hostname: node1}}]");
        await StatusesAsync("shown", 1);
    }

    /// <summary>Waits until a Service has so many ServiceBGPStatus objects.</summary>
    private Task StatusesAsync(string service, int count) => fixture.Tor.UntilAsync(
        async () => (await fixture.Kubectl.ReadAsync(
            default, "get", "servicebgpstatuses", "-n", "metallb-system", "-l", $"metallb.io/service-name={service}", "-o", "name"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == count,
        $"service {service} has {count} ServiceBGPStatuses",
        default);
}
