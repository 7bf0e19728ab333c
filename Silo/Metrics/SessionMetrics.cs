using System.Diagnostics.Metrics;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Silo.Controllers;

namespace MetalOrleans.Silo.Metrics;

/// <summary>How the BGP sessions of all nodes stand, for whoever scrapes only the silo.</summary>
/// <remarks>
/// Each agent serves <c>metallb_bgp_…</c> and <c>metallb_bfd_…</c> of its own node, as a MetalLB speaker does (O-151 to O-157):
/// those names are not served here a second time, so that nothing is counted twice. Labels are those of the BGPPeer, whatever
/// the session's state, so that a series never changes its name while it lives (W-120).
/// </remarks>
internal sealed class SessionMetrics
{
    private readonly BgpSessionBoard _sessions;

    public SessionMetrics(IMeterFactory meters, BgpSessionBoard sessions)
    {
        _sessions = sessions;
        var meter = meters.Create("MetalOrleans.Silo.Bgp");
        Gauge(
            meter,
            "metalorleans_bgp_session_up",
            "1 while the session is Established, as the node's agent said last.",
            observation => observation.Phase == SessionPhase.Established ? 1 : 0);
        Gauge(meter, "metalorleans_bgp_session_prefixes", "Prefixes that the peer was told.", observation => (long)observation.PrefixesSent);
        Gauge(
            meter,
            "metalorleans_bgp_session_unsendable_prefixes",
            "Prefixes that the peer is not told because their family was not agreed.",
            observation => (long)observation.PrefixesUnsendable);
    }

    private void Gauge(Meter meter, string name, string help, Func<SessionObservation, long> value) =>
        meter.CreateObservableGauge(
            name,
            () => _sessions.All.Select(entry => new Measurement<long>(
                value(entry.Value.Observation),
                new KeyValuePair<string, object?>("node", entry.Key.Node),
                new KeyValuePair<string, object?>("bgppeer", entry.Key.Peer))),
            description: help);
}
