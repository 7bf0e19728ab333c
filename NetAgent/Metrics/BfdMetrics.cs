using System.Diagnostics.Metrics;
using MetalOrleans.NetAgent.Bfd;
using MetalOrleans.Protocols.Bfd;

namespace MetalOrleans.NetAgent.Metrics;

/// <summary>What BFD does, by peer and VRF, under MetalLB's names (O-156, O-157).</summary>
internal sealed class BfdMetrics : IDisposable
{
    private readonly Meter _meter = new("MetalOrleans.NetAgent");
    private readonly BfdEngine _bfd;

    public BfdMetrics(BfdEngine bfd)
    {
        _bfd = bfd;
        _meter.CreateObservableGauge(
            "metallb_bfd_session_up",
            () => Measure(session => session.Status.State == BfdState.Up ? 1 : 0, values => values.Max()),
            description: "Whether the BFD session with the peer is up.");
        Counter("control_packet_input", "Control packets of the peer that were taken in.", counters => counters.ControlIn);
        Counter("control_packet_output", "Control packets sent to the peer.", counters => counters.ControlOut);
        Counter("echo_packet_input", "Own echo packets that came back through the peer.", counters => counters.EchoIn);
        Counter("echo_packet_output", "Echo packets sent through the peer.", counters => counters.EchoOut);
        Counter("session_up_events", "Times that the session went up.", counters => counters.Ups);
        Counter("session_down_events", "Times that the session was up and went down.", counters => counters.Downs);
        Counter("zebra_notifications", "Times that the users of the session were told of a change.", counters => counters.Reports);
        Measured(
            "metalorleans_bfd_discarded_packets_total", "Packets for the session that were discarded.", counters => counters.Discarded);
    }

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string help, Func<BfdCounters, long> value) => Measured("metallb_bfd_" + name, help, value);

    private void Measured(string name, string help, Func<BfdCounters, long> value) => _meter.CreateObservableCounter(
        name, () => Measure(session => value(session.Counters), values => values.Sum()), description: help);

    // Sessions with one peer over several interfaces, or on a link and over routers, are one series.
    private IEnumerable<Measurement<long>> Measure(Func<BfdSharedSession, long> value, Func<IEnumerable<long>, long> together) =>
        _bfd.Sessions
            .GroupBy(session => (session.Key.Remote, session.Key.Vrf))
            .Select(group => PeerSeries.Measure(together(group.Select(value)), group.Key.Remote.ToString(), group.Key.Vrf));
}
