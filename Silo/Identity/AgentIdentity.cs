namespace MetalOrleans.Silo.Identity;

/// <summary>Who an agent has proved to be, and who serves it.</summary>
/// <param name="Node">The only node that the agent may speak for; null on an insecure listener, where it may say so itself.</param>
/// <param name="Silo">This silo's name, for the agent's log.</param>
/// <param name="Credential">What proved it, to be checked again; null on an insecure listener.</param>
internal sealed record AgentIdentity(string? Node, string Silo, AgentCredential? Credential = null);
