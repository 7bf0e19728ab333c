using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>Whether an announced address answers ping is the operator's choice. The kernel of the node never does.</summary>
[Trait("Needs", "Root")]
public sealed class AgentEchoTests
{
    private const string IPv6 = AgentLab.AnnouncedIPv6;
    private const string IPv4 = AgentLab.Announced;

    // An address loses its order when its Service has no endpoint left (L-010), and its answers with it.
    [RootFact("ping")]
    public async Task Answers_ping_in_both_families_until_the_address_is_withdrawn()
    {
        await using var lab = await AgentLab.CreateAsync();
        var agent = lab.StartAgent("--answer-ping");
        var session = await lab.Silo.AcceptAsync();
        await session.GreetAsync(Order(IPv4), Order(IPv6));
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");

        Assert.True((await PingAsync(lab, IPv4)).Succeeded);
        Assert.True((await PingAsync(lab, IPv6)).Succeeded);
        // The largest message that a frame holds.
        Assert.True((await PingAsync(lab, IPv4, "-s", "1472")).Succeeded);
        Assert.True((await PingAsync(lab, IPv6, "-s", "1452")).Succeeded);

        await session.WithdrawAsync(IPv4, epoch: 2);
        await session.WithdrawAsync(IPv6, epoch: 2);
        Assert.False((await PingAsync(lab, IPv4)).Succeeded);
        Assert.False((await PingAsync(lab, IPv6)).Succeeded);
    }

    [RootFact("ping")]
    public async Task Does_not_answer_ping_by_default()
    {
        await using var lab = await AgentLab.CreateAsync();
        var (agent, _) = await lab.StartSessionAsync(Order(IPv4), Order(IPv6));
        await AgentLab.LineAsync(agent, "created NDP responder for interface eth0");

        Assert.False((await PingAsync(lab, IPv4)).Succeeded);
        Assert.False((await PingAsync(lab, IPv6)).Succeeded);
    }

    private static Task<CommandResult> PingAsync(AgentLab lab, string address, params string[] options) => lab.Client.Host
        .Inside(new CommandLine("ping", [.. options, "-c", "1", "-W", "1", address])).RunAsync(default);
}
