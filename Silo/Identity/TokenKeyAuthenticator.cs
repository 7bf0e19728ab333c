namespace MetalOrleans.Silo.Identity;

/// <summary>Agents prove their node with a token that was made with this silo's key, where there is no cluster to ask.</summary>
internal sealed class TokenKeyAuthenticator(AgentTokenKey key) : IAgentAuthenticator
{
    public ValueTask<AgentProof> ProveAsync(string token, CancellationToken cancellationToken) => new(
        key.NodeOf(token) is { } node
            ? AgentProof.Of(node)
            : AgentProof.Refused(
                AgentRefusalReason.ForeignToken,
                "the token was not made with this silo's key: make one with 'Silo agent-token' from the state directory of the silo that runs"));
}
