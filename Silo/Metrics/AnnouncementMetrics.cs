using System.Diagnostics.Metrics;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Controllers;

namespace MetalOrleans.Silo.Metrics;

/// <summary>Who announces what (O-149), what the agents count on the wire (O-150), and whose the addresses were.</summary>
/// <remarks>
/// An agent serves the counters of its own node with the label <c>ip</c> alone, as a MetalLB speaker does. The silo knows
/// those of all nodes and adds the label <c>node</c>.
/// </remarks>
internal sealed class AnnouncementMetrics : IScrapedState
{
    private readonly IGrainFactory _grains;
    private readonly ClusterViewStore _views;
    private readonly AddressDirectory _addresses;
    private readonly AdvertisementBoard _advertisements;
    private volatile IReadOnlyList<AddressDescription> _announced = [];
    private volatile IReadOnlyList<NodeDescription> _nodes = [];

    public AnnouncementMetrics(
        IMeterFactory meters,
        IGrainFactory grains,
        ClusterViewStore views,
        AddressDirectory addresses,
        AdvertisementBoard advertisements)
    {
        _advertisements = advertisements;
        _grains = grains;
        _views = views;
        _addresses = addresses;
        var meter = meters.Create("MetalOrleans.Silo.Announcements");
        meter.CreateObservableGauge(
            "metallb_speaker_announced", Announced, description: "Services announced, by node, protocol and address.");
        Counter("metallb_layer2_requests_received", "ARP requests and neighbour solicitations for the address.", o => o.RequestsReceived);
        Counter("metallb_layer2_responses_sent", "ARP replies and neighbour advertisements sent for it.", o => o.ResponsesSent);
        Counter(
            "metallb_layer2_gratuitous_sent",
            "Gratuitous ARP packets and unsolicited neighbour advertisements sent for it.",
            o => o.GratuitousSent);
        CountOwnership();
        meter.CreateObservableGauge(
            "metalorleans_address_epoch",
            () => _announced.Select(address => new Measurement<long>(
                (long)address.Epoch.Value, new KeyValuePair<string, object?>("ip", address.Address))),
            description: "The epoch of the address's latest change of announcer.");
        meter.CreateObservableGauge(
            "metalorleans_agent_connected",
            () => _nodes.Select(node => new Measurement<int>(node.IsConnected ? 1 : 0, new KeyValuePair<string, object?>("node", node.Name))),
            description: "1 when the node's agent is connected.");
        meter.CreateObservableGauge(
            "metalorleans_agent_deaf",
            () => _nodes.Select(node => new Measurement<int>(
                _views.Current.DeafNodes.ContainsKey(node.Name) ? 1 : 0, new KeyValuePair<string, object?>("node", node.Name))),
            description: "1 while the node's agent does not answer for its addresses, as other agents found.");

        void CountOwnership()
        {
            Counter("metalorleans_address_probes_total", "Times that the address was probed for before it was announced.", o => o.Ownership.ProbesSent);
            Counter(
                "metalorleans_address_stranger_claims_total",
                "Frames in which a stranger used the address or probed for it.",
                o => o.Ownership.StrangerClaims);
            Counter(
                "metalorleans_address_member_claims_total",
                "Frames in which another node of the cluster used the address.",
                o => o.Ownership.MemberClaims);
            Counter("metalorleans_address_defences_total", "Times that the address was defended against a stranger.", o => o.Ownership.Defences);
            Counter(
                "metalorleans_address_conflicts_total",
                "Times that a stranger was found to have or claim the address.",
                o => o.Ownership.Conflicts);
            Counter(
                "metalorleans_address_yields_total",
                "Times that the address was left to another node of the cluster while there was no silo.",
                o => o.Ownership.Yields);
        }

        void Counter(string name, string help, Func<AddressObservation, ulong> value) =>
            meter.CreateObservableCounter(name, () => Counted(value), description: help);
    }

    public async Task FetchAsync(CancellationToken cancellationToken)
    {
        var announced = new List<AddressDescription>();
        foreach (var address in _addresses.All)
        {
            announced.Add(await _grains.GetGrain<IAddressGrain>(address).DescribeAsync(cancellationToken));
        }

        var nodes = new List<NodeDescription>();
        foreach (var node in _views.Current.Nodes.Keys)
        {
            nodes.Add(await _grains.GetGrain<INodeGrain>(node).DescribeAsync(cancellationToken));
        }

        _announced = announced;
        _nodes = nodes;
    }

    private IEnumerable<Measurement<int>> Announced() =>
        (from address in _announced
         where address.Announcer is not null
         from service in address.Services
         select Announced(service.ToString(), "layer2", address.Announcer!, address.Address))
        .Concat(
            from entry in _advertisements.All
            select Announced(entry.Service.ToString(), "bgp", entry.Node, entry.Address.ToString()));

    private static Measurement<int> Announced(string service, string protocol, string node, string ip) => new(
        1,
        new KeyValuePair<string, object?>("service", service),
        new KeyValuePair<string, object?>("protocol", protocol),
        new KeyValuePair<string, object?>("node", node),
        new KeyValuePair<string, object?>("ip", ip));

    private IEnumerable<Measurement<long>> Counted(Func<AddressObservation, ulong> value) =>
        from node in _nodes
        from observation in node.Observed
        select new Measurement<long>(
            (long)value(observation),
            new KeyValuePair<string, object?>("ip", observation.Address.ToString()),
            new KeyValuePair<string, object?>("node", node.Name));
}
