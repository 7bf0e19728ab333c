using MetalOrleans.Agent.Contracts;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent;

/// <summary>The real agent shows its token again when the silo asks: the kubelet renews the file while the link stands.</summary>
[Trait("Needs", "Root")]
public sealed class AgentProofTests
{
    [RootFact]
    public async Task Shows_the_token_that_its_file_has_now_and_keeps_the_link()
    {
        using var authority = new TestAuthority("agent test");
        using var certificate = authority.Issue("metalorleans-silo");
        await using var lab = await AgentLab.CreateAsync(certificate);
        var token = Path.Combine(lab.Directory, "token");
        await File.WriteAllTextAsync(token, "first\n");
        var agent = lab.StartAgent(
            AgentLab.Program, ["--ca-file", authority.WriteTo(Path.Combine(lab.Directory, "ca.pem")), "--token-file", token]);
        var session = await lab.Silo.AcceptAsync();
        await session.GreetAsync();

        await IsShownAsync(session, "first");
        await File.WriteAllTextAsync(token, "second\n");
        await IsShownAsync(session, "second");

        // Nothing to show is no reason to hang up: the silo decides.
        File.Delete(token);
        await session.SendAsync(new SiloMessage { ProofRequest = new ProofRequest() });
        await AgentLab.LineAsync(agent, "the silo asked for this agent's token again and got none");
        await File.WriteAllTextAsync(token, "third\n");
        await IsShownAsync(session, "third");
        Assert.False(session.Ended.IsCompleted, "the link is the first one");
        var log = await File.ReadAllTextAsync(agent.LogPath);
        Assert.All((string[])["first", "second", "third"], secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    private static async Task IsShownAsync(FakeSiloSession session, string token)
    {
        await session.SendAsync(new SiloMessage { ProofRequest = new ProofRequest() });
        await session.WaitAsync(message => message.Proof?.Token == token, $"the token '{token}'");
    }
}
