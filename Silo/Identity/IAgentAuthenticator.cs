namespace MetalOrleans.Silo.Identity;

/// <summary>Tells which node an agent's token proves.</summary>
internal interface IAgentAuthenticator
{
    /// <summary>Judges a token.</summary>
    ValueTask<AgentProof> ProveAsync(string token, CancellationToken cancellationToken);
}
