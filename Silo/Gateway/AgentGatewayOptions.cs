namespace MetalOrleans.Silo.Gateway;

/// <summary>How agents are served.</summary>
internal sealed record AgentGatewayOptions
{
    /// <summary>
    /// How often both ends say that they live; default 100 ms (design: a silent agent is dead after 4 missed beats).
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>After how many silent intervals an agent is taken for dead; default 4.</summary>
    public int MissedHeartbeats { get; init; } = 4;

    /// <summary>How long an agent may take from connecting to its Hello; default 5 s.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often an agent that is connected proves its node anew, give or take a fifth; default 60 s, zero for never.
    /// </summary>
    public TimeSpan ProofInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the answer may take; then what the agent showed last is checked. Default 5 s.</summary>
    public TimeSpan ProofTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How agents make sure of an address and tell their neighbours.</summary>
    public OwnershipOptions Ownership { get; init; } = new();

    /// <summary>The longest silence of a living agent.</summary>
    public TimeSpan SilenceMax => HeartbeatInterval * MissedHeartbeats;
}
