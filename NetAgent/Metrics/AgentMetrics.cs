using System.Diagnostics.Metrics;
using MetalOrleans.NetAgent.Announcing;

namespace MetalOrleans.NetAgent.Metrics;

/// <summary>What this node saw and sent for each address that it announces (O-150), under MetalLB's names.</summary>
internal sealed class AgentMetrics : IDisposable
{
    private readonly Meter _meter = new("MetalOrleans.NetAgent");
    private readonly AnnouncedAddresses _addresses;

    public AgentMetrics(AnnouncedAddresses addresses)
    {
        _addresses = addresses;
        Counter(
            "requests_received",
            "ARP requests and neighbour solicitations for the address.",
            counters => counters.RequestsReceived);
        Counter(
            "responses_sent",
            "ARP replies and neighbour advertisements sent for it.",
            counters => counters.ResponsesSent);
        Counter(
            "gratuitous_sent",
            "Gratuitous ARP packets and unsolicited neighbour advertisements sent for it.",
            counters => counters.GratuitousSent);
    }

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string help, Func<AddressCounters, ulong> value) =>
        _meter.CreateObservableCounter(
            "metallb_layer2_" + name,
            () => _addresses.All.Select(entry => new Measurement<long>(
                (long)value(entry.Value.Counters), new KeyValuePair<string, object?>("ip", entry.Key.ToString()))),
            description: help);
}
