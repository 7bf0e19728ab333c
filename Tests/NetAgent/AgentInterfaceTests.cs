using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Protocols.Arp;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>What happens to the agent's interfaces while it runs. The kernel tells; nothing is polled.</summary>
[Trait("Needs", "Root")]
[Trait("Ref", "L-050")]
public sealed class AgentInterfaceTests
{
    private const string Address = AgentLab.Announced;

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

    // The cable comes back, perhaps in another port of the switch.
    [RootFact]
    public async Task Tells_the_neighbours_anew_when_the_carrier_returns()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync(Order(Address));
        await lab.Station.ResolveAsync(Address);
        await session.WaitAsync(
            message => message.ObservedState?.Announcements.Any(state => state.GratuitousSent == 10) == true,
            "the end of the first gratuitous rounds");

        await lab.Node.CutAsync(default);
        await session.WaitAsync(
            message => message.ObservedState?.Interfaces.Any(state => state is { Name: "eth0", Carrier: false }) == true,
            "a report of the lost carrier");
        var from = lab.Station.Heard.Count;
        await lab.Node.HealAsync(default);

        await lab.Station.WaitAsync(frame => frame.Packet.IsGratuitous, "a gratuitous frame after the return", from);
    }

    [RootFact]
    public async Task Follows_a_new_name_and_a_new_link_layer_address()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, _) = await lab.StartSessionAsync(Order(Address, 1, "lan0"));
        lab.Station.Ask(Address);

        await lab.Node.Host.ConfigureAsync(
            ["link set eth0 down", "link set eth0 name lan0", "link set lan0 address 02:00:00:00:00:77", "link set lan0 up"],
            default);
        await AgentLab.LineAsync(agent, "created ARP responder for interface lan0");
        var answer = await lab.Station.ResolveAsync(Address);

        Assert.Equal(ArpVectors.Mac("02:00:00:00:00:77"), answer.Packet.SenderMac);

        // L-055: before, the order named an interface that did not exist, and nobody answered.
        Assert.DoesNotContain(lab.Station.Heard, heard => heard.Frame.Source == lab.Node.Mac);
    }

    // A port of a bridge is not used; the bridge is used in its place.
    [RootFact]
    public async Task Moves_to_the_bridge_when_an_interface_is_enslaved()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, session) = await lab.StartSessionAsync(Order(Address));
        await lab.Station.ResolveAsync(Address);

        await lab.Node.Host.ConfigureAsync(
            ["link add br9 address 02:00:00:00:00:99 type bridge stp_state 0 forward_delay 0", "link set eth0 master br9",
                "link set br9 up"],
            default);
        await AgentLab.LineAsync(agent, "created ARP responder for interface br9");
        await ReportedAsync(session, "eth0", InterfaceVerdict.Enslaved);

        Assert.Equal(ArpVectors.Mac("02:00:00:00:00:99"), (await lab.Station.ResolveAsync(Address)).Packet.SenderMac);
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
