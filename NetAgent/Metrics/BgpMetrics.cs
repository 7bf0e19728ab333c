using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using MetalOrleans.NetAgent.Bgp;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Metrics;

/// <summary>What each BGP session of this node does, under MetalLB's names and labels (O-151…O-155, B-069).</summary>
/// <remarks>The series of a session go with it; its labels are those of its order, whatever its state (W-120).</remarks>
internal sealed class BgpMetrics : IDisposable
{
    private readonly Meter _meter = new("MetalOrleans.NetAgent.Bgp");
    private readonly Func<ImmutableArray<BgpPeerHost>> _peers;

    public BgpMetrics(Func<ImmutableArray<BgpPeerHost>> peers)
    {
        _peers = peers;
        Gauge(
            "metallb_bgp_session_up",
            "1 while the session is Established.",
            peer => peer.Status.State == BgpState.Established ? 1 : 0);
        Gauge("metallb_bgp_announced_prefixes_total", "Prefixes that the peer was told.", peer => peer.Routes.Sent);
        Gauge("metallb_bgp_pending_prefixes_total", "Prefixes that the peer is to be told.", peer => peer.Routes.Wanted);
        Counter("metallb_bgp_updates_total", "UPDATE messages sent.", counters => counters.UpdatesSent);
        Counter("metallb_bgp_updates_total_received", "UPDATE messages received.", counters => counters.UpdatesReceived);
        Counter("metallb_bgp_opens_sent", "OPEN messages sent.", counters => counters.OpensSent);
        Counter("metallb_bgp_opens_received", "OPEN messages received.", counters => counters.OpensReceived);
        Counter("metallb_bgp_notifications_sent", "NOTIFICATION messages sent.", counters => counters.NotificationsSent);
        Counter("metallb_bgp_keepalives_sent", "KEEPALIVE messages sent.", counters => counters.KeepalivesSent);
        Counter("metallb_bgp_keepalives_received", "KEEPALIVE messages received.", counters => counters.KeepalivesReceived);
        Counter("metallb_bgp_route_refresh_sent", "ROUTE-REFRESH messages sent.", counters => counters.RefreshesSent);
        Counter("metallb_bgp_total_sent", "Messages sent.", counters => counters.MessagesSent);
        Counter("metallb_bgp_total_received", "Messages received.", counters => counters.MessagesReceived);
        Counter(
            "metalorleans_bgp_notifications_received_total",
            "NOTIFICATION messages received.",
            counters => counters.NotificationsReceived);
        Counter(
            "metalorleans_bgp_faulty_updates_total",
            "UPDATE messages received whose errors did not end the session (RFC 7606).",
            counters => counters.UpdatesFaulty);
        Counter(
            "metalorleans_bgp_session_establishments_total",
            "Times that the session became Established.",
            counters => counters.Establishments);
        Gauge(
            "metalorleans_bgp_unsendable_prefixes",
            "Prefixes that cannot be told: their family was not agreed upon, or the node has no next hop of it.",
            peer => peer.Routes.Unsendable);
    }

    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string help, Func<BgpPeerHost, long> value) =>
        _meter.CreateObservableGauge(name, () => Measure(value), description: help);

    private void Counter(string name, string help, Func<BgpCounters, long> value) =>
        _meter.CreateObservableCounter(name, () => Measure(peer => value(peer.Session.Counters)), description: help);

    // Two orders may name one peer, as several BGPPeers with the same address and port do: the first one has the series.
    private IEnumerable<Measurement<long>> Measure(Func<BgpPeerHost, long> value) => _peers()
        .DistinctBy(peer => (peer.Label, peer.Order.Vrf))
        .Select(peer => PeerSeries.Measure(value(peer), peer.Label, peer.Order.Vrf));
}
