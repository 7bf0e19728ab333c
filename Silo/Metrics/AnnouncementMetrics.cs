using System.Diagnostics.Metrics;
using MetalOrleans.Agent.Contracts.Metrics;
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
        (_grains, _views, _addresses, _advertisements) = (grains, views, addresses, advertisements);
        var meter = meters.Create("MetalOrleans.Silo.Announcements");
        meter.CreateObservableGauge(
            "metallb_speaker_announced", Announced, description: "Services announced, by node, protocol and address.");
        Count(AddressMetrics.RequestsReceived, observed => observed.RequestsReceived);
        Count(AddressMetrics.ResponsesSent, observed => observed.ResponsesSent);
        Count(AddressMetrics.GratuitousSent, observed => observed.GratuitousSent);
        Count(AddressMetrics.Probes, observed => observed.Ownership.ProbesSent);
        Count(AddressMetrics.StrangerClaims, observed => observed.Ownership.StrangerClaims);
        Count(AddressMetrics.MemberClaims, observed => observed.Ownership.MemberClaims);
        Count(AddressMetrics.Defences, observed => observed.Ownership.Defences);
        Count(AddressMetrics.Conflicts, observed => observed.Ownership.Conflicts);
        Count(AddressMetrics.Yields, observed => observed.Ownership.Yields);
        meter.CreateObservableGauge(
            "metalorleans_address_epoch",
            () => _announced.Select(address => new Measurement<long>(
                (long)address.Epoch.Value, new KeyValuePair<string, object?>("ip", address.Address))),
            description: "The epoch of the address's latest change of announcer.");
        meter.AddGauge(
            LinkMetrics.AgentConnected,
            () => _nodes.Select(node => new Measurement<int>(node.IsConnected ? 1 : 0, Node(node.Name))));
        meter.CreateObservableGauge(
            "metalorleans_agent_deaf",
            () => _nodes.Select(node => new Measurement<int>(
                _views.Current.DeafNodes.ContainsKey(node.Name) ? 1 : 0, Node(node.Name))),
            description: "1 while the node's agent does not answer for its addresses, as other agents found.");

        void Count(MetricDescription metric, Func<AddressObservation, ulong> value) =>
            meter.AddCounter(metric, () => Counted(value));
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
            Node(node.Name));

    private static KeyValuePair<string, object?> Node(string name) => new("node", name);
}
