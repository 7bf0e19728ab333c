using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Protocols.Arp;
using MetalOrleans.Tests.Protocols.Ndp;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>The real agent process and IPv6: its frames, and what a Linux client makes of them.</summary>
[Trait("Needs", "Root")]
public sealed class AgentNdpTests
{
    private const string Address = AgentLab.AnnouncedIPv6;
    private const string Other = "2001:db8::f00b";

    // Another address of the same solicited-node group: the last 24 bits are equal.
    private const string Twin = "2001:db8::1:0:f00a";

    [RootFact]
    [Trait("Ref", "L-082")]
    public async Task Answers_group_and_unicast_solicitations_and_only_for_what_is_announced()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, session) = await lab.StartSessionAsync(Order(Address));
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");
        var node = lab.Node.Mac;

        // The unannounced address is asked for first: its answer would come before the others.
        lab.NdpStation.Ask(Other);
        lab.NdpStation.Ask(Other, node);
        var group = await lab.NdpStation.ResolveAsync(Address);
        var unicast = await lab.NdpStation.ResolveAsync(Address, node);

        Assert.Equal(
            new NdpFrame(
                lab.NdpStation.Mac,
                node,
                NdpVectors.Address(AgentLab.ClientIPv6),
                NdpVectors.Address(Address),
                new NdpMessage(
                    Icmpv6Type.NeighborAdvertisement, NdpFlags.Solicited, NdpVectors.Address(Address), node)),
            group);
        Assert.Equal(group, unicast);
        Assert.DoesNotContain(lab.NdpStation.Heard, heard => IsAbout(heard.Frame, Other));

        await session.AnnounceAsync(Order(Other));
        Assert.Equal(node, (await lab.NdpStation.ResolveAsync(Other)).Source);
    }

    // The kernel of the client is the judge: it finds the address, confirms it by asking the address itself, and keeps it.
    [RootFact("ip", "ping")]
    [Trait("Ref", "L-084")]
    public async Task A_linux_neighbour_finds_the_address_and_its_entry_stays_reachable()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, _) = await lab.StartSessionAsync(Order(Address));
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");
        await lab.Node.Host.ConfigureAsync([$"route add local {Address} dev lo", "route add 2001:db8::/64 dev eth0"], default);

        await lab.RunAsync(lab.Client.Host, "ping", "-6", "-c", "1", "-W", "5", Address);
        Assert.Contains($"lladdr {lab.Node.Mac} REACHABLE", await NeighborAsync(lab), StringComparison.Ordinal);

        var monitor = lab.Start(lab.Client.Host, "monitor", "ip", "monitor", "neigh");
        var from = lab.NdpStation.Heard.Count;
        await lab.RunAsync(lab.Client.Host, "ip", "neigh", "change", Address, "dev", "eth0", "nud", "probe");
        await lab.NdpStation.WaitAsync(
            frame => frame.Destination == lab.NdpStation.Mac && IsAbout(frame, Address), "an answer to the unicast probe", from);
        await AgentLab.LineAsync(monitor, "REACHABLE");

        Assert.Contains($"lladdr {lab.Node.Mac} REACHABLE", await NeighborAsync(lab), StringComparison.Ordinal);
    }

    // RFC 4862 §5.4.4: a machine that wants to take the address learns that it is in use, and does not.
    [RootFact("ip")]
    [Trait("Ref", "L-084")]
    public async Task A_linux_machine_that_wants_the_address_finds_it_taken()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, _) = await lab.StartSessionAsync(Order(Address));
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");
        await lab.Client.Host.SetAsync("net/ipv6/conf/eth0/accept_dad", "1");
        var monitor = lab.Start(lab.Client.Host, "monitor", "ip", "monitor", "address");

        await lab.Client.Host.ConfigureAsync([$"addr add {Address}/64 dev eth0"], default);

        await AgentLab.LineAsync(monitor, "dadfailed");
        Assert.Contains(
            "dadfailed", await lab.RunAsync(lab.Client.Host, "ip", "-6", "addr", "show", "dev", "eth0"), StringComparison.Ordinal);
    }

    // The entry flips on the advertisements alone, although it is fresh.
    [RootFact("ip")]
    [Trait("Ref", "L-083")]
    public async Task A_linux_neighbour_follows_the_unsolicited_advertisements()
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.Client.Host.ConfigureAsync(
            [$"neigh replace {Address} lladdr 02:00:00:00:00:99 nud reachable dev eth0"], default);

        await lab.StartSessionAsync(Order(Address));
        await lab.NdpStation.WaitAsync(frame => IsAbout(frame, Address), "an unsolicited advertisement");

        Assert.Contains(lab.Node.Mac.ToString(), await NeighborAsync(lab), StringComparison.Ordinal);
    }

    // L-083, L-090: five rounds of one advertisement, 1100 ms apart, and then nothing.
    [RootFact]
    [Trait("Ref", "L-090")]
    public async Task Sends_five_unsolicited_advertisements_in_five_rounds()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, session) = await lab.StartSessionAsync();
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");
        await session.AnnounceAsync(Order(Address));

        await session.WaitAsync(
            message => message.ObservedState?.Announcements.Any(state => state.GratuitousSent == 5) == true,
            "a report of five unsolicited advertisements");

        var told = lab.NdpStation.Heard.Where(heard => IsAbout(heard.Frame, Address)).ToList();
        Assert.Equal(
            Enumerable.Repeat(NdpFrame.Unsolicited(NdpVectors.Address(Address), lab.Node.Mac), 5),
            told.Select(heard => heard.Frame));
        // A busy machine hears a round late, the first one too, so this only tells a schedule from a burst.
        Assert.InRange(told[^1].At - told[0].At, TimeSpan.FromMilliseconds(2 * 1_100), TimeSpan.MaxValue);
    }

    [RootFact]
    [Trait("Ref", "L-092")]
    public async Task Stops_answering_when_the_address_is_withdrawn_and_sends_nothing_then()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync(Order(Address, epoch: 3), Order(Other));
        await ReportedAsync(session, Other);
        await lab.NdpStation.ResolveAsync(Address);

        await session.WithdrawAsync(Address, epoch: 4);
        var from = lab.NdpStation.Heard.Count;
        lab.NdpStation.Ask(Address);
        await lab.NdpStation.ResolveAsync(Other);

        Assert.DoesNotContain(lab.NdpStation.Heard.Skip(from), heard => IsAbout(heard.Frame, Address));
    }

    // L-093 for both families; the counters of an address of one are not those of the other.
    [RootFact]
    [Trait("Ref", "L-093")]
    public async Task A_dual_stack_service_is_answered_for_in_both_families()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync(Order(AgentLab.Announced), Order(Address, epoch: 7));
        await ReportedAsync(session, Address);

        Assert.Equal(lab.Node.Mac, (await lab.Station.ResolveAsync(AgentLab.Announced)).Packet.SenderMac);
        await lab.NdpStation.ResolveAsync(Address);
        await lab.NdpStation.ResolveAsync(Address);

        var message = await session.WaitAsync(
            message => message.ObservedState?.Announcements.Any(
                state => state.Address == Octets(Address) && state.ResponsesSent == 2) == true,
            "a report of two answers");
        var ndp = message.ObservedState.Announcements.Single(state => state.Address == Octets(Address));
        Assert.Equal((7UL, 2UL, "eth0"), (ndp.Epoch, ndp.RequestsReceived, Assert.Single(ndp.Interfaces)));
    }

    // Membership is counted by group: two addresses share one, and only the last to go ends it.
    [RootFact("ip")]
    [Trait("Ref", "L-080")]
    public async Task Is_a_member_of_a_group_as_long_as_an_address_of_it_is_announced()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await lab.StartSessionAsync(Order(Address), Order(Twin));
        await ReportedAsync(session, Twin);

        Assert.True(await IsMemberAsync(lab, "eth0"));
        await session.WithdrawAsync(Address, epoch: 2);
        Assert.True(await IsMemberAsync(lab, "eth0"));
        await session.WithdrawAsync(Twin, epoch: 2);
        Assert.False(await IsMemberAsync(lab, "eth0"));
    }

    // the interface came after the address, and its responder is a member all the same. Later the address goes, and
    // the count does not go below nothing: it can be announced again.
    [RootFact("ip")]
    [Trait("Ref", "Q-5")]
    public async Task A_late_responder_joins_the_groups_of_what_is_announced_already()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, session) = await lab.StartSessionAsync(Order(Address));
        await ReportedAsync(session, Address);

        await lab.Node.Host.ConfigureAsync(
            ["link add lan0 link eth0 address 02:00:00:00:00:55 type macvlan mode bridge", "link set lan0 up"], default);
        await AgentLab.LineAsync(agent, "created NDP responder for interface lan0");
        Assert.True(await IsMemberAsync(lab, "lan0"));

        await session.WithdrawAsync(Address, epoch: 2);
        Assert.False(await IsMemberAsync(lab, "lan0"));
        await session.AnnounceAsync(Order(Address, epoch: 3, "lan0"));
        Assert.True(await IsMemberAsync(lab, "lan0"));
        Assert.False(await IsMemberAsync(lab, "eth0"));
        Assert.Equal(ArpVectors.Mac("02:00:00:00:00:55"), (await lab.NdpStation.ResolveAsync(Address)).Message.LinkLayer);
    }

    // A switch that snoops learns from MLD that the node wants the group's frames.
    [RootFact("bridge")]
    [Trait("Ref", "L-080")]
    public async Task A_snooping_switch_learns_the_group()
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.Switch.Namespace.ConfigureAsync(["link set br0 type bridge mcast_snooping 1"], default);
        var monitor = lab.Start(lab.Switch.Namespace, "monitor", "stdbuf", "-oL", "bridge", "monitor", "mdb");

        await lab.StartSessionAsync(Order(Address));

        await AgentLab.LineAsync(monitor, "grp ff02::1:ff00:f00a");
        await lab.NdpStation.ResolveAsync(Address);
    }

    private static bool IsAbout(in NdpFrame frame, string address) =>
        frame.Message.Type == Icmpv6Type.NeighborAdvertisement && frame.Message.Target == NdpVectors.Address(address);

    private static Task<string> NeighborAsync(AgentLab lab) => lab.RunAsync(lab.Client.Host, "ip", "neigh", "show", Address);

    private static Task ReportedAsync(FakeSiloSession session, string address) => session.WaitAsync(
        message => message.ObservedState?.Announcements.Any(
            state => state.Address == Octets(address) && state.Interfaces.Count > 0) == true,
        $"a report that {address} is announced");

    private static async Task<bool> IsMemberAsync(AgentLab lab, string name) =>
        (await lab.RunAsync(lab.Node.Host, "ip", "-6", "maddr", "show", "dev", name))
            .Contains("ff02::1:ff00:f00a", StringComparison.Ordinal);
}
