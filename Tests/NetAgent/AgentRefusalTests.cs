using System.Globalization;
using MetalOrleans.Lab.Processes;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>An agent that meets a silo it cannot trust: each attempt is counted, and why is told once, with what to look at.</summary>
[Trait("Needs", "Root")]
public sealed class AgentRefusalTests
{
    [RootTheory("curl")]
    [InlineData(false, "another authority signed it")]
    [InlineData(true, "mind this node's clock")]
    public async Task A_silo_with_a_certificate_that_is_not_good_is_told_of_once_and_counted_each_time(bool hasExpired, string why)
    {
        using var authority = new TestAuthority("ours");
        using var stranger = new TestAuthority("theirs");
        using var certificate = hasExpired
            ? authority.Issue("metalorleans-silo", TimeSpan.FromDays(-2))
            : stranger.Issue("metalorleans-silo");
        await using var lab = await AgentLab.CreateAsync(certificate);
        var agent = lab.StartAgent(AgentLab.Program, ["--ca-file", authority.WriteTo(Path.Combine(lab.Directory, "ca.pem"))]);

        var line = await AgentLab.LineAsync(agent, "the silo's certificate is not valid under --ca-file");
        await CountedAsync(lab, 4);

        Assert.Contains(why, line, StringComparison.Ordinal);
        var log = await File.ReadAllLinesAsync(agent.LogPath);
        Assert.Single(log, said => said.Contains("agent link to", StringComparison.Ordinal));
    }

    private static async Task CountedAsync(AgentLab lab, int attempts)
    {
        const string Series = "metalorleans_link_losses_total ";
        using var deadline = new CancellationTokenSource(TestTimeouts.Default);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var metrics = (await lab.Node.Host.Inside(new CommandLine("curl", ["-fsS", "http://127.0.0.1:7472/metrics"])).RunAsync(default)).EnsureSucceeded().Output;
            var line = metrics.Split('\n').Single(found => found.StartsWith(Series, StringComparison.Ordinal));
            if (int.Parse(line[Series.Length..], CultureInfo.InvariantCulture) >= attempts)
            {
                return;
            }

            await again.WaitForNextTickAsync(deadline.Token);
        }
    }
}
