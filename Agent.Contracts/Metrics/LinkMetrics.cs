namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>The agent link, as each end sees it.</summary>
/// <remarks>
/// The names differ, so that the ends are told apart whatever labels a scraper adds to its targets.
/// </remarks>
public static class LinkMetrics
{
    /// <summary>Agent, a gauge without labels.</summary>
    public static MetricDescription Established { get; } = new(
        "metalorleans_link_established", "1 while this agent gets orders from a silo.");

    /// <summary>Agent, a gauge without labels.</summary>
    public static MetricDescription RoundTrip { get; } = new(
        "metalorleans_link_round_trip_seconds",
        "The latest round trip of this agent's heartbeat, without the time that the silo held it.");

    /// <summary>Agent, a counter without labels.</summary>
    public static MetricDescription Losses { get; } = new(
        "metalorleans_link_losses_total", "Times that this agent's link ended, or could not be made.");

    /// <summary>Silo, a gauge by <c>node</c>.</summary>
    public static MetricDescription AgentConnected { get; } = new(
        "metalorleans_agent_connected", "1 when the node's agent is connected.");

    /// <summary>Silo, a gauge by <c>node</c>.</summary>
    public static MetricDescription AgentRoundTrip { get; } = new(
        "metalorleans_agent_round_trip_seconds",
        "The latest round trip of a heartbeat to the node's agent, without the time that the agent held it.");

    /// <summary>Silo, a counter by <c>node</c>.</summary>
    public static MetricDescription AgentLosses { get; } = new(
        "metalorleans_agent_link_losses_total", "Times that the link of the node's agent ended.");
}
