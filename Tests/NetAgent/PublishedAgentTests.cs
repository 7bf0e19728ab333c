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

    // Measured 41 MiB with ten thousand.
    private const long ManyResidentKibibytesMax = 47 * 1024;

    // From the first heartbeat on: the gratuitous window of five seconds, with slack.
    private const ulong QuietMicroseconds = 14_000_000;

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

    // Half of the addresses are IPv6, each of them a membership in a group of its own. The heartbeats carry the agent's own
    // clock: by the one that is waited for the rounds of the last address are over, and start-up pages have been let go.
    [PublishedAgentFact]
    public async Task Announces_ten_thousand_addresses_within_its_memory()
    {
        const int half = 5_000;
        await using var lab = await AgentLab.CreateAsync();
        var agent = lab.StartAgent(PublishedAgentFactAttribute.Program, ["--insecure"]);
        var session = await lab.Silo.AcceptAsync();
        await session.GreetAsync(
        [
            .. Enumerable.Range(0, half).Select(number => Order($"10.64.{number / 250}.{(number % 250) + 1}")),
            .. Enumerable.Range(1, half).Select(number => Order($"2001:db8:1::{number:x}")),
        ]);
        var last = Octets($"2001:db8:1::{half:x}");
        await session.WaitAsync(
            message => message.ObservedState?.Announcements.Any(
                state => state.Address == last && state.GratuitousSent > 0) == true,
            "the first round of the last address");
        var told = (await session.WaitAsync(message => message.Heartbeat is not null, "a heartbeat")).Heartbeat.SentAtMicroseconds;
        await session.WaitAsync(
            message => message.Heartbeat?.SentAtMicroseconds > told + QuietMicroseconds, "a heartbeat after the last rounds");
        await lab.NdpStation.ResolveAsync($"2001:db8:1::{half:x}");

        var resident = agent.Identity.ReadResidentKibibytes();
        output.WriteLine($"{resident} KiB resident; {ReadStatus(agent)}");
        Assert.InRange(resident, 1, ManyResidentKibibytesMax);
    }

    // Not in the budget, but the first thing to look at when the test above fails.
    private static string ReadStatus(LabProcess agent) => string.Join(
        ", ",
        File.ReadLines($"/proc/{agent.Identity.Id}/status")
            .Where(line => line.StartsWith("Rss", StringComparison.Ordinal)
                || line.StartsWith("VmHWM", StringComparison.Ordinal)
                || line.StartsWith("Threads", StringComparison.Ordinal)));
}
