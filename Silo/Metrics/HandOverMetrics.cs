using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Metrics;

/// <summary>How long addresses are on their way from one announcer to the next.</summary>
/// <remarks>
/// A failover counts from the moment at which the previous announcer's agent was lost, a planned move from its decision; both
/// end with the next announcer's acknowledgement. How long the loss itself went unnoticed is not in it.
/// </remarks>
internal sealed class HandOverMetrics
{
    private readonly ConcurrentDictionary<Address, (string Announcer, long Since, bool IsFailover)> _pending = [];
    private readonly ClusterViewStore _views;
    private readonly TimeProvider _time;
    private readonly Histogram<double> _durations;
    private ImmutableDictionary<string, long> _lostAt = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    public HandOverMetrics(IMeterFactory meters, ClusterViewStore views, TimeProvider time)
    {
        _views = views;
        _time = time;
        _durations = meters.Create("MetalOrleans.Silo.HandOvers").CreateHistogram<double>(
            "metalorleans_failover_duration_seconds",
            unit: "s",
            description: "Time until the next announcer of an address has acknowledged: from the loss of the previous one's agent "
                + "(cause failover), or from the decision to move it (cause move).");
        views.Observe(NoteLosses);
    }

    /// <summary>An address was ordered from a new announcer.</summary>
    public void Begin(Address address, string? previous, string announcer)
    {
        // An announcer that lost only its link to the clients is still connected: its addresses move from the decision on.
        var isFailover = previous is not null && !_views.Current.Agents.Contains(previous);
        var since = isFailover && _lostAt.TryGetValue(previous!, out var lost) ? lost : _time.GetTimestamp();
        _pending[address] = (announcer, since, isFailover);
    }

    /// <summary>The new announcer has acknowledged.</summary>
    public void End(Address address, string announcer)
    {
        if (_pending.TryRemove(address, out var pending) && pending.Announcer == announcer)
        {
            _durations.Record(
                _time.GetElapsedTime(pending.Since).TotalSeconds,
                new KeyValuePair<string, object?>("cause", pending.IsFailover ? "failover" : "move"));
        }
    }

    private void NoteLosses(ClusterView before, ClusterView after)
    {
        if (ReferenceEquals(before.Agents, after.Agents))
        {
            return;
        }

        var now = _time.GetTimestamp();
        _lostAt = _lostAt.SetItems(before.Agents.Except(after.Agents).Select(node => KeyValuePair.Create(node, now)))
            .RemoveRange(after.Agents);
    }
}
