using System.Net;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>The node's default gateways as the kernel tells of them: sessions are held with them, and they are never announced.</summary>
[Trait("Needs", "Root")]
public sealed class AgentGatewayTests
{
    [RootFact("ip")]
    public async Task The_silo_hears_of_another_default_gateway_while_no_interface_changes()
    {
        await using var lab = await AgentLab.CreateAsync();
        await ConfigureAsync(lab, "addr add 192.0.2.20/24 dev eth0", "addr add 2001:db8::20/64 dev eth0 nodad");
        var (_, session) = await lab.StartSessionAsync();

        await ConfigureAsync(lab, "route add default via 192.0.2.1");
        await GatewaysAsync(session, "192.0.2.1");
        await ConfigureAsync(lab, "route replace default via 192.0.2.30");
        await GatewaysAsync(session, "192.0.2.30");
        await ConfigureAsync(lab, "route add default via 2001:db8::1 dev eth0");
        await GatewaysAsync(session, "192.0.2.30", "2001:db8::1");
        await ConfigureAsync(lab, "route del default via 192.0.2.30");
        await GatewaysAsync(session, "2001:db8::1");
    }

    [RootFact("ip")]
    public async Task A_gateway_that_comes_between_the_hello_and_the_snapshot_is_told_once_the_link_stands()
    {
        await using var lab = await AgentLab.CreateAsync();
        await ConfigureAsync(lab, "addr add 192.0.2.20/24 dev eth0");
        var agent = lab.StartAgent();
        var session = await lab.Silo.AcceptAsync();
        session.DescribeAgent = agent.DescribeTail;
        await session.WaitAsync(message => message.Hello is not null, "a hello");

        await ConfigureAsync(lab, "route add default via 192.0.2.1");
        await session.GreetAsync(Order(AgentLab.Announced));

        await GatewaysAsync(session, "192.0.2.1");
        await session.AnnounceAsync(Order("192.0.2.11"));
    }

    [RootFact("ip")]
    public async Task An_announced_address_falls_silent_when_it_becomes_the_gateway_and_speaks_again_after_that()
    {
        await using var lab = await AgentLab.CreateAsync();
        await ConfigureAsync(lab, "addr add 192.0.2.20/24 dev eth0");
        var (_, session) = await lab.StartSessionAsync(Order(AgentLab.Announced));
        await lab.Station.ResolveAsync(AgentLab.Announced);

        await ConfigureAsync(lab, $"route add default via {AgentLab.Announced}");
        await session.StandsAsync(AgentLab.Announced, Standing.DefaultGateway);
        var from = lab.Station.Heard.Count;
        await ConfigureAsync(lab, "route del default");

        await lab.Station.WaitAsync(
            frame => frame.Source == lab.Node.Mac && frame.Packet.IsGratuitous, "a gratuitous frame once it is no gateway any more", from);
        await lab.Station.ResolveAsync(AgentLab.Announced);
    }

    private static Task ConfigureAsync(AgentLab lab, params string[] commands) => lab.Node.Host.ConfigureAsync([.. commands], default);

    private static Task<AgentMessage> GatewaysAsync(FakeSiloSession session, params string[] expected) => session.WaitAsync(
        message => message.ObservedState?.Gateways is { } gateways
            && gateways.Addresses.Select(octets => new IPAddress(octets.Span).ToString()).Order(StringComparer.Ordinal)
                .SequenceEqual(expected.Order(StringComparer.Ordinal)),
        $"a report of the gateways {string.Join(", ", expected)}");
}
