namespace MetalOrleans.Lab.Measuring;

/// <summary>What a router counts.</summary>
/// <param name="Updates">UPDATE messages received, all sessions together.</param>
/// <param name="Sessions">How often a session became Established, all together.</param>
/// <param name="KeptVersion">The version of its table in which it last changed the route that nobody touches.</param>
internal sealed record RouterCounts(int Updates, int Sessions, long KeptVersion);
