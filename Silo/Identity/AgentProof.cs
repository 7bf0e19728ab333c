namespace MetalOrleans.Silo.Identity;

/// <summary>The node that a token proves, or why it proves none.</summary>
/// <param name="Node">The node; null when it proves none.</param>
/// <param name="Reason">Why it proves none.</param>
/// <param name="Explanation">What is wrong and what to do, in a sentence; never the token.</param>
internal sealed record AgentProof(string? Node, AgentRefusalReason Reason, string Explanation)
{
    public static AgentProof Of(string node) => new(node, default, "");

    public static AgentProof Refused(AgentRefusalReason reason, string explanation) => new(null, reason, explanation);
}
