using System.Diagnostics.Metrics;
using MetalOrleans.NetAgent.Announcing;

namespace MetalOrleans.NetAgent.Metrics;

/// <summary>What this node saw and sent for each address that it announces: under MetalLB's names (O-150), and whose it was.</summary>
internal sealed class AgentMetrics : IDisposable
{
    private readonly Meter _meter = new("MetalOrleans.NetAgent");
    private readonly AnnouncedAddresses _addresses;

    public AgentMetrics(AnnouncedAddresses addresses)
    {
        _addresses = addresses;
        Counter(
            "metallb_layer2_requests_received",
            "ARP requests and neighbour solicitations for the address.",
            counters => counters.RequestsReceived);
        Counter(
            "metallb_layer2_responses_sent",
            "ARP replies and neighbour advertisements sent for it.",
            counters => counters.ResponsesSent);
        Counter(
            "metallb_layer2_gratuitous_sent",
            "Gratuitous ARP packets and unsolicited neighbour advertisements sent for it.",
            counters => counters.GratuitousSent);
        Counter(
            "metalorleans_address_probes_total",
            "Times that the address was probed for before it was announced.",
            counters => counters.ProbesSent);
        Counter(
            "metalorleans_address_stranger_claims_total",
            "Frames in which a stranger used the address or probed for it.",
            counters => counters.StrangerClaims);
        Counter(
            "metalorleans_address_member_claims_total",
            "Frames in which another node of the cluster used the address.",
            counters => counters.MemberClaims);
        Counter(
            "metalorleans_address_defences_total",
            "Times that the address was defended against a stranger.",
            counters => counters.Defences);
        Counter(
            "metalorleans_address_conflicts_total",
            "Times that a stranger was found to have or claim the address.",
            counters => counters.Conflicts);
        Counter(
            "metalorleans_address_yields_total",
            "Times that the address was left to another node of the cluster while there was no silo.",
            counters => counters.Yields);
    }

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string help, Func<AddressCounters, ulong> value) =>
        _meter.CreateObservableCounter(
            name,
            () => _addresses.All.Select(entry => new Measurement<long>(
                (long)value(entry.Value.Counters), new KeyValuePair<string, object?>("ip", entry.Key.ToString()))),
            description: help);
}
