using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>O-071: what operators search a MetalLB speaker's log for is in the agent's, in the situation that it names.</summary>
[Trait("Needs", "Root")]
[Trait("Ref", "O-071")]
public sealed class LogWordsTests
{
    [RootFact]
    public async Task The_life_of_an_announcement_is_told_in_the_words_of_a_speaker()
    {
        await using var lab = await AgentLab.CreateAsync();
        var agent = lab.StartAgent("--log-format", "json", "--log-level", "debug");
        var session = await lab.Silo.AcceptAsync();
        await session.GreetAsync(Order(AgentLab.Announced), Order(AgentLab.AnnouncedIPv6));
        await SaysAsync(agent, "MetalLB speaker starting", "\"event\":\"starting\"");
        await SaysAsync(agent, "created ARP responder for interface eth0");
        await SaysAsync(agent, "service has IP, announcing", "\"event\":\"serviceAnnounced\"", AgentLab.Announced);

        await lab.Station.ResolveAsync(AgentLab.Announced);
        await SaysAsync(agent, "got ARP request for service IP, sending response", "\"level\":\"debug\"");
        await lab.NdpStation.ResolveAsync(AgentLab.AnnouncedIPv6);
        await SaysAsync(agent, "got NDP request for service IP, sending response", "\"level\":\"debug\"");

        await session.WithdrawAsync(AgentLab.Announced, epoch: 2);
        await SaysAsync(agent, "withdrawing service announcement", "\"event\":\"serviceWithdrawn\"", AgentLab.Announced);
    }

    private static Task<string> SaysAsync(LabProcess agent, params string[] words) => agent
        .WaitForLineAsync(line => words.All(word => line.Contains(word, StringComparison.Ordinal)), default)
        .WithinAsync("reading the agent's log", agent.Name, string.Join(" with ", words), agent.DescribeTail);
}
