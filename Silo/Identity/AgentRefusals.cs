using System.Diagnostics.Metrics;
using MetalOrleans.Kubernetes.Events;

namespace MetalOrleans.Silo.Identity;

/// <summary>
/// Counts every agent that was refused, and logs each once: again only after it was served, or was refused for another
/// reason, or has been forgotten.
/// </summary>
internal sealed partial class AgentRefusals(IMeterFactory meters, ILogger<AgentRefusals> logger)
{
    private const int RememberedMax = 1024;

    private readonly Lock _remembering = new();
    private readonly BoundedMemory<string, (AgentRefusalReason Reason, string Explanation)> _told = new(RememberedMax);
    private readonly Counter<long> _refusals = meters.Create("MetalOrleans.Silo.Identity").CreateCounter<long>(
        "metalorleans_agent_refusals_total", description: "Agents that were not served, by reason.");

    /// <summary>An agent was refused.</summary>
    /// <param name="agent">Who it says it is, or where it comes from.</param>
    /// <param name="reason">Why.</param>
    /// <param name="explanation">What is wrong and what to do; never a secret.</param>
    public void Refuse(string agent, AgentRefusalReason reason, string explanation)
    {
        _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
        lock (_remembering)
        {
            if (_told.TryGet(agent, out var told) && told == (reason, explanation))
            {
                return;
            }

            _told.Set(agent, (reason, explanation));
        }

        LogRefused(logger, agent, reason, explanation);
    }

    /// <summary>An agent is served.</summary>
    public void Served(string agent)
    {
        lock (_remembering)
        {
            _told.Remove(agent);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {Agent} was refused ({Reason}): {Explanation}")]
    private static partial void LogRefused(ILogger logger, string agent, AgentRefusalReason reason, string explanation);
}
