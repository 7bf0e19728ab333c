using System.Diagnostics.Metrics;
using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Link;

namespace MetalOrleans.NetAgent.Metrics;

/// <summary>
/// What this node saw and sent for each address that it announces: under MetalLB's names (O-150), and whose it was; and how
/// its link to the silo stands (O-145 to O-148).
/// </summary>
internal sealed class AgentMetrics : IDisposable
{
    private readonly Meter _meter = new("MetalOrleans.NetAgent");
    private readonly AnnouncedAddresses _addresses;

    public AgentMetrics(AnnouncedAddresses addresses, LinkStatistics link)
    {
        _addresses = addresses;
        Count(AddressMetrics.RequestsReceived, counters => counters.RequestsReceived);
        Count(AddressMetrics.ResponsesSent, counters => counters.ResponsesSent);
        Count(AddressMetrics.GratuitousSent, counters => counters.GratuitousSent);
        Count(AddressMetrics.Probes, counters => counters.ProbesSent);
        Count(AddressMetrics.StrangerClaims, counters => counters.StrangerClaims);
        Count(AddressMetrics.MemberClaims, counters => counters.MemberClaims);
        Count(AddressMetrics.Defences, counters => counters.Defences);
        Count(AddressMetrics.Conflicts, counters => counters.Conflicts);
        Count(AddressMetrics.Yields, counters => counters.Yields);
        _meter.AddCounter(ClientMetrics.Updates, () => link.Updates);
        _meter.AddCounter(ClientMetrics.UpdateErrors, () => link.UpdateErrors);
        _meter.AddGauge(ClientMetrics.ConfigLoaded, () => link.Updates > 0 ? 1 : 0);
        _meter.AddGauge(ClientMetrics.ConfigStale, () => link.Updates > 0 && !link.IsEstablished ? 1 : 0);
        _meter.AddGauge(LinkMetrics.Established, () => link.IsEstablished ? 1 : 0);
        _meter.AddCounter(LinkMetrics.Losses, () => link.Losses);
        _meter.AddGauge<double>(
            LinkMetrics.RoundTrip,
            () => link.RoundTrip is { } roundTrip ? [new Measurement<double>(roundTrip.TotalSeconds)] : []);
        ProcessMetrics.AddTo(_meter, typeof(AgentMetrics).Assembly);
    }

    public void Dispose() => _meter.Dispose();

    private void Count(MetricDescription metric, Func<AddressCounters, ulong> value) =>
        _meter.AddCounter(
            metric,
            () => _addresses.All.Select(entry => new Measurement<long>(
                (long)value(entry.Value.Counters), new KeyValuePair<string, object?>("ip", entry.Key.ToString()))));
}
