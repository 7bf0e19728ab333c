using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;
using Xunit.Abstractions;
using static MetalOrleans.Tests.NetAgent.Support.FakeSiloSession;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>The trimmed agent as it is shipped: what trimming took away, or memory it uses, is seen here only.</summary>
[Trait("Needs", "Root")]
public sealed class PublishedAgentTests(ITestOutputHelper output)
{
    // Measured 36 MiB here, right after the agent's first report, and 30 a minute later (docs/performance.md); what grows
    // beyond is a leak or a new dependency.
    private const long ResidentKibibytesMax = 42 * 1024;
    private const int AddressCount = 100;

    [PublishedAgentFact]
    public async Task Announces_a_hundred_addresses_over_TLS_within_its_memory()
    {
        using var authority = new TestAuthority("agent test");
        using var certificate = authority.Issue("metalorleans-silo");
        await using var lab = await AgentLab.CreateAsync(certificate);
        var token = Path.Combine(lab.Directory, "token");
        await File.WriteAllTextAsync(token, "a-token");
        var agent = lab.StartAgent(
            PublishedAgentFactAttribute.Program,
            ["--ca-file", authority.WriteTo(Path.Combine(lab.Directory, "ca.pem")), "--token-file", token]);
        var session = await lab.Silo.AcceptAsync();
        Assert.Equal("Bearer a-token", await lab.Silo.Authorizations.Reader.ReadAsync());
        await session.GreetAsync([.. Enumerable.Range(1, AddressCount).Select(number => Order($"192.0.2.{number + 100}"))]);
        await lab.Station.ResolveAsync("192.0.2.150");

        // The counters of the last gratuitous round are told five seconds on: by then the agent is idle.
        await session.WaitAsync(
            message => message.ObservedState?.Announcements.Any(state => state.GratuitousSent == 10) == true, "the last round");

        var resident = agent.Identity.ReadResidentKibibytes();
        output.WriteLine($"{resident} KiB resident; {ReadStatus(agent)}");
        Assert.InRange(resident, 1, ResidentKibibytesMax);

        agent.Signal(UnixSignal.Terminate);
        Assert.Equal(0, await agent.Exited.WithinAsync("stopping", "agent", "its end"));
    }

    // Not in the budget, but the first thing to look at when the test above fails.
    private static string ReadStatus(LabProcess agent) => string.Join(
        ", ",
        File.ReadLines($"/proc/{agent.Identity.Id}/status")
            .Where(line => line.StartsWith("Rss", StringComparison.Ordinal)
                || line.StartsWith("Threads", StringComparison.Ordinal)));
}
