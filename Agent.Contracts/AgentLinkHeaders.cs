namespace MetalOrleans.Agent.Contracts;

/// <summary>Headers of an HTTP answer with which a silo refuses to open the agent link: a WebSocket client sees no body.</summary>
public static class AgentLinkHeaders
{
    /// <summary>Why, in a sentence for people.</summary>
    public const string Refusal = "Metalorleans-Refusal";

    /// <summary>Where the silo that leads serves agents, <c>host:port</c>; absent when it is not known.</summary>
    public const string ActiveSilo = "Metalorleans-Active-Silo";
}
