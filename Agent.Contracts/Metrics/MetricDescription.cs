namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>The name of a metric as it appears in the exposition, and the sentence that explains it.</summary>
/// <param name="Name">The whole name: nothing is appended to it.</param>
/// <param name="Help">The HELP line: what the value is, for whoever reads the exposition.</param>
/// <remarks>
/// Where silo and agent report the same thing, both take it from here: a name has one meaning and one HELP text, as
/// Prometheus expects of targets that are read together.
/// </remarks>
public sealed record MetricDescription(string Name, string Help);
