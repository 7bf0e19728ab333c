namespace MetalOrleans.Silo.Hosting;

/// <summary>The silo that leads, as a standby knows it from the Lease.</summary>
/// <param name="Name">Its identity; empty when nobody leads.</param>
/// <param name="AgentEndpoint">Where it serves agents, <c>host:port</c>; empty when it does not say.</param>
internal sealed record LeadingSilo(string Name, string AgentEndpoint)
{
    public static LeadingSilo None { get; } = new("", "");
}
