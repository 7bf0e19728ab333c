using MetalOrleans.Agent.Contracts;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>Whose is the address? The real agent on a real link, with a stranger, another member, or nobody beside it.</summary>
[Trait("Needs", "Root")]
public sealed class AgentOwnershipTests
{
    private const string Address = AgentLab.Announced;
    private const string IPv6 = "2001:db8::10";

    private static readonly OwnershipSettings Impatient = new()
    {
        ProbeCount = 3,
        ProbeIntervalMilliseconds = 50,
        DefenceIntervalMilliseconds = 10_000,
        ReprobeMilliseconds = 100,
        ReprobeMaxMilliseconds = 200,
        FramesPerSecond = 10_000,
        FrameBurst = 2_000,
    };

    // RFC 5227 §2.1.1: three probes, and only then the first announcement; the addresses' owner is silent meanwhile.
    [RootFact]
    public async Task A_new_address_is_probed_three_times_before_it_is_announced()
    {
        await using var lab = await AgentLab.CreateAsync();
        await StartAsync(lab, NewOrder(Address));

        await lab.Station.WaitAsync(IsGratuitousOf(lab), "a gratuitous frame");
        var frames = lab.Station.Heard.Where(heard => heard.Frame.Source == lab.Node.Mac).ToList();

        Assert.Equal([true, true, true, false], frames.Take(4).Select(heard => heard.Frame.Packet.IsProbe));
        Assert.All(frames.Take(3), heard => Assert.Equal(
            ArpFrame.Probe(ArpStation.Address(Address), lab.Node.Mac), heard.Frame));
        Assert.Equal(lab.Node.Mac, (await lab.Station.ResolveAsync(Address)).Packet.SenderMac);
    }

    // design.md section 6: a hand-over must not wait.
    [RootFact]
    public async Task An_address_that_a_member_announced_is_taken_over_without_a_probe()
    {
        await using var lab = await AgentLab.CreateAsync();
        await StartAsync(lab, Order(Address));

        await lab.Station.WaitAsync(IsGratuitousOf(lab), "a gratuitous frame");

        Assert.DoesNotContain(lab.Station.Heard, heard => heard.Frame.Packet.IsProbe);
    }

    [RootFact]
    public async Task A_strangers_address_is_quarantined_and_announced_when_the_stranger_is_gone()
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.Client.Host.ConfigureAsync([$"addr add {Address}/24 dev eth0"], default);
        var (agent, session) = await StartAsync(lab, NewOrder(Address));

        var conflict = await session.StandsAsync(Address, Standing.Conflict);
        Assert.Equal(Octets(lab.Client.Mac), conflict.Claimant.ToByteArray());
        Assert.Empty(conflict.Interfaces);
        Assert.True(conflict.Ownership.Conflicts == 1, $"one conflict, not {conflict.Ownership}");
        await AgentLab.LineAsync(agent, $"ip {Address} is in use by {lab.Client.Mac}");
        Assert.DoesNotContain(
            lab.Station.Heard,
            heard => heard.Frame.Source == lab.Node.Mac && heard.Frame.Packet.SenderAddress == ArpStation.Address(Address));

        await lab.Client.Host.ConfigureAsync([$"addr del {Address}/24 dev eth0"], default);
        await lab.Station.WaitAsync(IsGratuitousOf(lab), "a gratuitous frame once the stranger is gone");
        await AgentLab.LineAsync(agent, $"ip {Address} is this node's alone");
    }

    // RFC 5227 §2.4, and the silo hears of it.
    [RootFact]
    public async Task An_announced_address_is_defended_against_a_strangers_claim()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (_, session) = await StartAsync(lab, Order(Address));
        await session.WaitAsync(
            message => message.ObservedState?.Announcements.Any(state => state.GratuitousSent == 10) == true,
            "the end of the first gratuitous rounds");
        var from = lab.Station.Heard.Count;

        lab.Station.Send(ArpFrame.GratuitousRequest(ArpStation.Address(Address), lab.Station.Mac));

        await lab.Station.WaitAsync(IsGratuitousOf(lab), "a defence", from);
        var contested = await session.StandsAsync(Address, Standing.Contested);
        Assert.Equal(Octets(lab.Station.Mac), contested.Claimant.ToByteArray());
        Assert.Equal(["eth0"], contested.Interfaces);
        await lab.Station.ResolveAsync(Address);
    }

    // design.md section 6: connected, the epoch decides; cut off, the agent yields and says so when it is back.
    [RootFact]
    public async Task A_members_gratuitous_frame_is_counted_while_connected_and_yielded_to_while_cut_off()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, session) = await StartAsync(lab, Order(Address));
        await session.AddMemberAsync("node2", Octets(lab.Station.Mac));
        await session.AnnounceAsync(Order("192.0.2.11"));
        var claim = ArpFrame.GratuitousRequest(ArpStation.Address(Address), lab.Station.Mac);

        lab.Station.Send(claim);
        await session.WaitAsync(
            message => message.ObservedState?.Announcements.Any(state => state.Ownership?.MemberClaims == 1) == true,
            "a report of the member's claim");
        await lab.Station.ResolveAsync(Address);

        await lab.Silo.DisposeAsync();
        await AgentLab.LineAsync(agent, "agent link to");
        lab.Station.Send(claim);
        await AgentLab.LineAsync(agent, $"ip {Address} is announced by {lab.Station.Mac}");
        var from = lab.Station.Heard.Count;
        lab.Station.Ask(Address);
        await lab.Station.ResolveAsync("192.0.2.11");
        Assert.DoesNotContain(
            lab.Station.Heard.Skip(from),
            heard => heard.Frame.Packet.Operation == ArpOperation.Reply
                && heard.Frame.Packet.SenderAddress == ArpStation.Address(Address));

        await lab.RestartSiloAsync();
        var back = await lab.Silo.AcceptAsync();
        await back.GreetAsync(Order(Address), Order("192.0.2.11"));
        var yielded = await back.StandsAsync(Address, Standing.Yielded);
        Assert.Equal(Octets(lab.Station.Mac), yielded.Claimant.ToByteArray());

        // A newer order says that it shall announce after all.
        await back.AnnounceAsync(Order(Address, epoch: 2));
        await lab.Station.ResolveAsync(Address);
    }

    // Another node has the address, has told so long ago, and this one has heard nothing of it.
    [RootFact]
    [Trait("Invariant", "3")]
    public async Task Cut_off_it_asks_for_what_it_announces_and_yields_to_a_member_that_answers()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, session) = await StartAsync(lab, Order(Address), Order(IPv6));
        await session.AddMemberAsync("node2", Octets(lab.Client.Mac));
        await session.AnnounceAsync(Order("192.0.2.11"));
        await lab.Station.ResolveAsync(Address);

        await lab.Silo.DisposeAsync();
        await AgentLab.LineAsync(agent, "agent link to");
        await lab.Client.Host.ConfigureAsync([$"addr add {Address}/24 dev eth0", $"addr add {IPv6}/64 dev eth0 nodad"], default);

        await AgentLab.LineAsync(agent, $"ip {Address} is announced by {lab.Client.Mac}");
        await AgentLab.LineAsync(agent, $"ip {IPv6} is announced by {lab.Client.Mac}");
        Assert.Equal(lab.Node.Mac, (await lab.Station.ResolveAsync("192.0.2.11")).Packet.SenderMac);
    }

    // The cable was out and the silo is gone: somebody may have been told to take over meanwhile.
    [RootFact]
    public async Task A_link_that_returns_while_cut_off_is_probed_before_the_address_is_announced_again()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, _) = await StartAsync(lab, Order(Address));
        await lab.Station.ResolveAsync(Address);
        await lab.Silo.DisposeAsync();
        await AgentLab.LineAsync(agent, "agent link to");

        await lab.Node.CutAsync(default);
        await CarrierLostAsync(lab).WithinAsync("cutting the cable", "eth0", "no carrier");
        await lab.Node.HealAsync(default);
        await AgentLab.LineAsync(agent, $"ip {Address} was on a link that is back");
        var from = lab.Station.Heard.Count;
        await lab.Station.WaitAsync(
            frame => frame.Source == lab.Node.Mac && frame.Packet.IsGratuitous, "a gratuitous frame after the probes", from);

        Assert.Contains(lab.Station.Heard, heard => heard.Frame.Source == lab.Node.Mac && heard.Frame.Packet.IsProbe);
        await lab.Station.ResolveAsync(Address);
    }

    [RootFact]
    public async Task The_nodes_own_address_and_its_gateway_are_never_announced()
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.Node.Host.ConfigureAsync(
            ["addr add 192.0.2.20/24 dev eth0", "route add default via 192.0.2.1"], default);
        var (agent, session) = await StartAsync(lab, NewOrder("192.0.2.20"), NewOrder("192.0.2.1"), NewOrder(Address));

        await session.StandsAsync("192.0.2.20", Standing.NodeAddress);
        await session.StandsAsync("192.0.2.1", Standing.DefaultGateway);
        await AgentLab.LineAsync(agent, "ip 192.0.2.20 is not announced: NodeAddress");
        await lab.Station.WaitAsync(IsGratuitousOf(lab), "a gratuitous frame for the other address");
        Assert.DoesNotContain(lab.Station.Heard, heard => heard.Frame.Packet is { IsGratuitous: true } packet
            && packet.SenderAddress != ArpStation.Address(Address));

        // The address leaves the node: it is a pool's address like any other.
        await lab.Node.Host.ConfigureAsync(["addr del 192.0.2.20/24 dev eth0"], default);
        await lab.Station.WaitAsync(
            frame => frame.Packet.IsGratuitous && frame.Packet.SenderAddress == ArpStation.Address("192.0.2.20"),
            "a gratuitous frame once the node has given the address up");
    }

    // Routes are looked at again when a link or an address changes, as it does when a node gets another router.
    [RootFact]
    public async Task A_gateway_that_changes_is_announced_no_more_and_the_former_one_is_probed_for()
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.Node.Host.ConfigureAsync(["addr add 192.0.2.20/24 dev eth0", "route add default via 192.0.2.1"], default);
        var (_, session) = await StartAsync(lab, NewOrder("192.0.2.1"), Order(Address));
        await session.StandsAsync("192.0.2.1", Standing.DefaultGateway);
        await lab.Station.ResolveAsync(Address);

        await lab.Node.Host.ConfigureAsync(
            [$"route replace default via {Address}", "addr add 192.0.2.21/24 dev eth0"], default);

        await session.StandsAsync(Address, Standing.DefaultGateway);
        // The former gateway is still there, and a stranger by now.
        await session.StandsAsync("192.0.2.1", Standing.Conflict);
    }

    // RFC 4862 §5.4: the same for IPv6, against a real kernel.
    [RootFact]
    public async Task A_strangers_IPv6_address_is_quarantined_and_announced_when_the_stranger_is_gone()
    {
        await using var lab = await AgentLab.CreateAsync();
        await lab.Client.Host.ConfigureAsync([$"addr add {IPv6}/64 dev eth0 nodad"], default);
        var (agent, session) = await StartAsync(lab);
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");

        await session.AnnounceAsync(NewOrder(IPv6));
        var conflict = await session.StandsAsync(IPv6, Standing.Conflict);
        await lab.Client.Host.ConfigureAsync([$"addr del {IPv6}/64 dev eth0"], default);
        await AgentLab.LineAsync(agent, $"ip {IPv6} is this node's alone");

        Assert.Equal(Octets(lab.Client.Mac), conflict.Claimant.ToByteArray());
    }

    private static Func<ArpFrame, bool> IsGratuitousOf(AgentLab lab) => frame =>
        frame.Source == lab.Node.Mac && frame.Packet.IsGratuitous
        && frame.Packet.SenderAddress == ArpStation.Address(Address);

    private static byte[] Octets(MacAddress mac)
    {
        var octets = new byte[MacAddress.Length];
        mac.Write(octets);
        return octets;
    }

    private static async Task<(LabProcess Agent, FakeSiloSession Session)> StartAsync(
        AgentLab lab, params Announcement[] orders)
    {
        var agent = lab.StartAgent();
        var session = await lab.Silo.AcceptAsync();
        session.Ownership = Impatient;
        await session.GreetAsync(orders);
        return (agent, session);
    }

    // The kernel tells of a carrier only once it has noted its loss, and not at all of one that is back before that.
    private static async Task CarrierLostAsync(AgentLab lab)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        while (!(await lab.RunAsync(lab.Node.Host, "ip", "-o", "link", "show", "eth0")).Contains("NO-CARRIER", StringComparison.Ordinal))
        {
            await again.WaitForNextTickAsync();
        }
    }
}
