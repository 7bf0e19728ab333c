namespace MetalOrleans.Agent.Contracts.CommandLine;

/// <summary>A flag of MetalLB that this program takes and that has no meaning here.</summary>
/// <param name="Name">The flag with its dashes; empty where there is only an environment variable.</param>
/// <param name="Variable">The environment variable that means the same, or null.</param>
/// <param name="TakesValue">Whether a value follows; a switch takes one only as <c>--flag=value</c>.</param>
/// <param name="Remedy">
/// Why it has no meaning, and what to do instead, as one sentence; null where MetalLB makes no use of it either.
/// </param>
public sealed record ForeignFlag(string Name, string? Variable, bool TakesValue, string? Remedy);
