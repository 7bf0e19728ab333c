using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Protocols.Arp;
using MetalOrleans.Tests.Protocols.Ndp;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>What happens to the agent's interfaces while it runs. The kernel tells; nothing is polled.</summary>
[Trait("Needs", "Root")]
[Trait("Ref", "L-050")]
public sealed class AgentInterfaceTests
{
    private const string Address = AgentLab.Announced;
    private const string AddressIPv6 = AgentLab.AnnouncedIPv6;

    [RootFact]
    public async Task Answers_again_when_an_interface_was_down_and_tells_the_neighbours_anew()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, session) = await lab.StartSessionAsync(Order(Address));
        await lab.Station.ResolveAsync(Address);

        await lab.Node.Host.ConfigureAsync(["link set eth0 down"], default);
        await AgentLab.LineAsync(agent, "deleted ARP responder for interface eth0");
        await ReportedAsync(session, "eth0", InterfaceVerdict.Down);
        var from = lab.Station.Heard.Count;
        await lab.Node.Host.ConfigureAsync(["link set eth0 up"], default);

        await lab.Station.WaitAsync(frame => frame.Packet.IsGratuitous, "a gratuitous frame after the return", from);
        await lab.Station.ResolveAsync(Address);
    }

    // The link-local address is there again at once (the lab switches duplicate address detection off), and so is the group.
    [RootFact("ip")]
    [Trait("Ref", "Q-5")]
    public async Task Answers_IPv6_again_when_an_interface_was_down()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, session) = await lab.StartSessionAsync(Order(AddressIPv6));
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");
        await lab.NdpStation.ResolveAsync(AddressIPv6);

        await lab.Node.Host.ConfigureAsync(["link set eth0 down"], default);
        await AgentLab.LineAsync(agent, "deleted NDP responder for interface eth0");
        await ReportedAsync(session, "eth0", InterfaceVerdict.Down);
        var from = lab.NdpStation.Heard.Count;
        await lab.Node.Host.ConfigureAsync(["link set eth0 up"], default);

        await lab.NdpStation.WaitAsync(
            frame => frame == NdpFrame.Unsolicited(NdpVectors.Address(AddressIPv6), lab.Node.Mac),
            "an unsolicited advertisement after the return",
            from);
        await lab.NdpStation.ResolveAsync(AddressIPv6);
        Assert.Contains(
            "ff02::1:ff00:f00a",
            await lab.RunAsync(lab.Node.Host, "ip", "-6", "maddr", "show", "dev", "eth0"),
            StringComparison.Ordinal);
    }

    // Upstream binds to the link-local address and fails while the kernel still asks whether it is unique. The kernel tells
    // of an address that it made itself only when it knows.
    [RootFact("ip")]
    [Trait("Ref", "L-084")]
    public async Task Waits_until_the_link_local_address_is_known_to_be_unique()
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.Node.Host.SetAsync("net/ipv6/conf/eth0/accept_dad", "1");
        await lab.Node.Host.ConfigureAsync(["link set eth0 down"], default);
        var (agent, session) = await lab.StartSessionAsync(Order(AddressIPv6));
        await lab.Node.Host.ConfigureAsync(["link set eth0 up"], default);

        await AgentLab.LineAsync(agent, "created ARP responder for interface eth0");
        await ReportedForIPv6Async(session, "eth0", InterfaceVerdict.NoLinkLocal, InterfaceVerdict.LinkLocalTentative);
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");

        await lab.NdpStation.ResolveAsync(AddressIPv6);
    }

    // A station with the same MAC has the same link-local address: the kernel gives it up, and IPv6 with it.
    [RootFact("ip")]
    [Trait("Ref", "L-084")]
    public async Task Leaves_an_interface_alone_whose_link_local_address_somebody_else_has()
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.Client.Host.ConfigureAsync(["addr add fe80::d/64 dev eth0 nodad"], default);
        var (agent, session) = await lab.StartSessionAsync(Order(AddressIPv6));
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");
        await lab.Node.Host.SetAsync("net/ipv6/conf/eth0/accept_dad", "1");

        await lab.Node.Host.ConfigureAsync(["addr flush dev eth0 scope link", "addr add fe80::d/64 dev eth0"], default);

        await ReportedForIPv6Async(session, "eth0", InterfaceVerdict.LinkLocalDuplicate);
        await lab.Node.Host.ConfigureAsync(["addr add fe80::a/64 dev eth0 nodad"], default);
        await lab.NdpStation.WaitAsync(
            frame => frame.Message.Type == Icmpv6Type.NeighborAdvertisement
                && frame.Message.Target == NdpVectors.Address(AddressIPv6),
            "an advertisement with the new link-local address",
            lab.NdpStation.Heard.Count);
    }

    // The cable comes back, perhaps in another port of the switch.
    [RootFact]
    public async Task Tells_the_neighbours_anew_when_the_carrier_returns()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync(Order(Address), Order(AddressIPv6));
        await lab.Station.ResolveAsync(Address);
        await SentAsync(session, Address, 10);
        await SentAsync(session, AddressIPv6, 5);

        await lab.Node.CutAsync(default);
        await session.WaitAsync(
            message => message.ObservedState?.Interfaces.Any(state => state is { Name: "eth0", Carrier: false }) == true,
            "a report of the lost carrier");
        var (from, fromNdp) = (lab.Station.Heard.Count, lab.NdpStation.Heard.Count);
        await lab.Node.HealAsync(default);

        await lab.Station.WaitAsync(frame => frame.Packet.IsGratuitous, "a gratuitous frame after the return", from);
        await lab.NdpStation.WaitAsync(
            frame => frame == NdpFrame.Unsolicited(NdpVectors.Address(AddressIPv6), lab.Node.Mac),
            "an unsolicited advertisement after the return",
            fromNdp);
    }

    [RootFact]
    public async Task Follows_a_new_name_and_a_new_link_layer_address()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, _) = await lab.StartSessionAsync(Order(Address, 1, "lan0"), Order(AddressIPv6, 1, "lan0"));
        lab.Station.Ask(Address);
        lab.NdpStation.Ask(AddressIPv6);

        await lab.Node.Host.ConfigureAsync(
            ["link set eth0 down", "link set eth0 name lan0", "link set lan0 address 02:00:00:00:00:77", "link set lan0 up"],
            default);
        await AgentLab.LineAsync(agent, "created ARP responder for interface lan0");
        var answer = await lab.Station.ResolveAsync(Address);

        Assert.Equal(ArpVectors.Mac("02:00:00:00:00:77"), answer.Packet.SenderMac);

        await AgentLab.LineAsync(agent, "created NDP responder for interface lan0");
        var advertisement = await lab.NdpStation.ResolveAsync(AddressIPv6);
        Assert.Equal(ArpVectors.Mac("02:00:00:00:00:77"), advertisement.Message.LinkLayer);

        // L-055: before, the order named an interface that did not exist, and nobody answered.
        Assert.DoesNotContain(lab.Station.Heard, heard => heard.Frame.Source == lab.Node.Mac);
        Assert.DoesNotContain(lab.NdpStation.Heard, heard => heard.Frame.Message.LinkLayer == lab.Node.Mac);
    }

    // The MAC changes while the interface stays up, as with a bond's or a bridge's: everybody is told.
    [RootFact]
    public async Task Tells_a_new_link_layer_address_while_the_interface_is_up()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, _) = await lab.StartSessionAsync(Order(Address), Order(AddressIPv6));
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");
        var mac = ArpVectors.Mac("02:00:00:00:00:78");

        await lab.Node.Host.ConfigureAsync(["link set eth0 address 02:00:00:00:00:78"], default);

        await lab.Station.WaitAsync(
            frame => frame == ArpFrame.GratuitousRequest(ArpStation.Address(Address), mac), "a gratuitous request with it");
        await lab.NdpStation.WaitAsync(
            frame => frame == NdpFrame.Unsolicited(NdpVectors.Address(AddressIPv6), mac), "an advertisement with it");
        Assert.Equal(mac, (await lab.Station.ResolveAsync(Address)).Packet.SenderMac);
        Assert.Equal(mac, (await lab.NdpStation.ResolveAsync(AddressIPv6)).Message.LinkLayer);
    }

    // A port of a bridge is not used; the bridge is used in its place.
    [RootFact]
    public async Task Moves_to_the_bridge_when_an_interface_is_enslaved()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, session) = await lab.StartSessionAsync(Order(Address), Order(AddressIPv6));
        await lab.Station.ResolveAsync(Address);

        await lab.Node.Host.ConfigureAsync(
            ["link add br9 address 02:00:00:00:00:99 type bridge stp_state 0 forward_delay 0", "link set eth0 master br9",
                "link set br9 up"],
            default);
        await AgentLab.LineAsync(agent, "created ARP responder for interface br9");
        await ReportedAsync(session, "eth0", InterfaceVerdict.Enslaved);

        Assert.Equal(ArpVectors.Mac("02:00:00:00:00:99"), (await lab.Station.ResolveAsync(Address)).Packet.SenderMac);
        await AgentLab.LineAsync(agent, "created NDP responder for interface br9");
        Assert.Equal(
            ArpVectors.Mac("02:00:00:00:00:99"), (await lab.NdpStation.ResolveAsync(AddressIPv6)).Message.LinkLayer);
        Assert.Contains(
            "ff02::1:ff00:f00a",
            await lab.RunAsync(lab.Node.Host, "ip", "-6", "maddr", "show", "dev", "br9"),
            StringComparison.Ordinal);

        // And back again.
        await lab.Node.Host.ConfigureAsync(["link set eth0 nomaster"], default);
        await lab.Station.WaitAsync(
            frame => frame == ArpFrame.GratuitousRequest(ArpStation.Address(Address), lab.Node.Mac),
            "a gratuitous request from the interface itself",
            lab.Station.Heard.Count);
        await lab.NdpStation.WaitAsync(
            frame => frame == NdpFrame.Unsolicited(NdpVectors.Address(AddressIPv6), lab.Node.Mac),
            "an unsolicited advertisement from the interface itself",
            lab.NdpStation.Heard.Count);
    }

    [RootFact]
    [Trait("Ref", "L-060")]
    public async Task Leaves_excluded_interfaces_alone()
    {
        await using var lab = await AgentLab.CreateAsync();
        await File.WriteAllTextAsync(
            Path.Combine(lab.Directory, "excludel2.yaml"), "announcedInterfacesToExclude:\n- ^eth.*\n");
        var agent = lab.StartAgent();
        var session = await lab.Silo.AcceptAsync();
        var hello = await session.GreetAsync(Order(Address));

        Assert.Equal("Excluded", hello.Interfaces.Single(state => state.Name == "eth0").Skipped);
        Assert.Equal("Excluded,Loopback", string.Join(',', hello.Interfaces.Select(state => state.Skipped).Order()));

        // A second interface that is not excluded answers alone.
        await lab.Node.Host.ConfigureAsync(["link add lan0 link eth0 type macvlan mode bridge", "link set eth0 up"], default);
        await lab.Node.Host.ConfigureAsync(["link set lan0 address 02:00:00:00:00:55", "link set lan0 up"], default);
        await AgentLab.LineAsync(agent, "created ARP responder for interface lan0");
        await lab.Station.ResolveAsync(Address);
        Assert.DoesNotContain(lab.Station.Heard, heard => heard.Frame.Source == lab.Node.Mac);
    }

    // L-054: the order names an interface that the node does not have.
    [RootFact]
    [Trait("Ref", "L-054")]
    public async Task Reports_that_none_of_the_ordered_interfaces_exists()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync(Order(Address, 1, "bond7"));

        var state = await AnnouncedAsync(session);
        Assert.True(state.InterfacesMissing);
        Assert.Empty(state.Interfaces);

        await session.AnnounceAsync(Order(Address, 1, "eth0", "bond7"));
        await lab.Station.ResolveAsync(Address);
    }

    private static Task SentAsync(FakeSiloSession session, string address, ulong count) => session.WaitAsync(
        message => message.ObservedState?.Announcements.Any(
            state => state.Address == Octets(address) && state.GratuitousSent == count) == true,
        $"the end of the first gratuitous rounds for {address}");

    private static Task ReportedForIPv6Async(FakeSiloSession session, string name, params InterfaceVerdict[] oneOf) =>
        session.WaitAsync(
            message => message.ObservedState?.Interfaces.Any(
                state => state.Name == name && !state.AnswersNdp
                    && oneOf.Any(verdict => state.SkippedNdp == verdict.ToString())) == true,
            $"a report that {name} is skipped for IPv6: {string.Join(" or ", oneOf)}");

    private static async Task<AnnouncementState> AnnouncedAsync(FakeSiloSession session)
    {
        var message = await session.WaitAsync(
            message => message.ObservedState?.Announcements.Count > 0, "a report of the announcement");
        return Assert.Single(message.ObservedState.Announcements);
    }

    private static Task ReportedAsync(FakeSiloSession session, string name, InterfaceVerdict verdict) => session.WaitAsync(
        message => message.ObservedState?.Interfaces.Any(
            state => state.Name == name && state.Skipped == verdict.ToString() && !state.AnswersArp) == true,
        $"a report that {name} is skipped: {verdict}");
}
