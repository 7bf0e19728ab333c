namespace MetalOrleans.NetAgent.Hosting;

/// <summary>What the agent's loop says of itself when it is asked.</summary>
/// <param name="IsReady">Whether a silo has told this agent what to announce, since it started.</param>
/// <param name="Text">Where it stands, in words for people.</param>
internal sealed record AgentHealth(bool IsReady, string Text);
