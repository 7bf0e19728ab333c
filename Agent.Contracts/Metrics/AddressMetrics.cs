namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>
/// Counters of one address, label <c>ip</c>. Agents report those of their own node; the silo reports those of all nodes, with
/// the label <c>node</c> besides.
/// </summary>
public static class AddressMetrics
{
    /// <summary>O-150: the name has no <c>_total</c>.</summary>
    public static MetricDescription RequestsReceived { get; } = new(
        "metallb_layer2_requests_received", "ARP requests and neighbour solicitations for the address.");

    /// <summary>O-150: the name has no <c>_total</c>.</summary>
    public static MetricDescription ResponsesSent { get; } = new(
        "metallb_layer2_responses_sent", "ARP replies and neighbour advertisements sent for it.");

    /// <summary>O-150: the name has no <c>_total</c>.</summary>
    public static MetricDescription GratuitousSent { get; } = new(
        "metallb_layer2_gratuitous_sent", "Gratuitous ARP packets and unsolicited neighbour advertisements sent for it.");

    /// <summary>Rounds of probes.</summary>
    public static MetricDescription Probes { get; } = new(
        "metalorleans_address_probes_total", "Times that the address was probed for before it was announced.");

    /// <summary>What strangers sent.</summary>
    public static MetricDescription StrangerClaims { get; } = new(
        "metalorleans_address_stranger_claims_total", "Frames in which a stranger used the address or probed for it.");

    /// <summary>What other nodes sent.</summary>
    public static MetricDescription MemberClaims { get; } = new(
        "metalorleans_address_member_claims_total", "Frames in which another node of the cluster used the address.");

    /// <summary>Defences.</summary>
    public static MetricDescription Defences { get; } = new(
        "metalorleans_address_defences_total", "Times that the address was defended against a stranger.");

    /// <summary>Strangers found.</summary>
    public static MetricDescription Conflicts { get; } = new(
        "metalorleans_address_conflicts_total", "Times that a stranger was found to have or claim the address.");

    /// <summary>Yields.</summary>
    public static MetricDescription Yields { get; } = new(
        "metalorleans_address_yields_total",
        "Times that the address was left to another node of the cluster while there was no silo.");
}
