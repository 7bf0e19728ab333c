namespace MetalOrleans.Silo.Identity;

/// <summary>What an agent proves its node with, for as long as it is connected: the token that it showed last.</summary>
internal sealed class AgentCredential(IAgentAuthenticator authenticator, string token)
{
    private volatile string _token = token;

    /// <summary>The agent shows the token that it has now.</summary>
    public void Renew(string token) => _token = token;

    /// <summary>What the token proves at this moment.</summary>
    public ValueTask<AgentProof> ProveAsync(CancellationToken cancellationToken) => authenticator.ProveAsync(_token, cancellationToken);

    /// <summary>Never the token.</summary>
    public override string ToString() => "***";
}
