using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Grains.Nodes;
using MetalOrleans.Kubernetes.Events;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Who advertises what over BGP, as node grains tell it, for events and statuses.</summary>
/// <remarks>Events are queued, never sent from here: nothing here waits for the API server.</remarks>
internal sealed class AdvertisementBoard(
    ServiceStore services,
    EventRecorders recorders,
    BgpSessionBoard sessions,
    ConfigurationVerdicts verdicts,
    SiloOptions options) : IAdvertisementSink
{
    private readonly Lock _changing = new();
    private readonly Dictionary<ServiceKey, ImmutableSortedDictionary<string, ServiceAdvertisement>> _byService = [];
    private ImmutableArray<Action<ServiceKey>> _observers = [];

    /// <summary>Calls the observer after what is advertised of a Service changed, on the teller's thread.</summary>
    public void Observe(Action<ServiceKey> observer) =>
        ImmutableInterlocked.Update(ref _observers, observers => observers.Add(observer));

    /// <summary>The nodes that advertise a Service, with what each does.</summary>
    public ImmutableSortedDictionary<string, ServiceAdvertisement> AdvertisersOf(ServiceKey service)
    {
        lock (_changing)
        {
            return Find(service);
        }
    }

    /// <summary>The Services that a node advertises.</summary>
    public ImmutableArray<ServiceKey> AdvertisedBy(string node)
    {
        lock (_changing)
        {
            return [.. _byService.Where(entry => entry.Value.ContainsKey(node)).Select(entry => entry.Key)];
        }
    }

    /// <summary>Everything that is advertised, at one moment.</summary>
    public ImmutableArray<(ServiceKey Service, string Node, Address Address)> All
    {
        get
        {
            lock (_changing)
            {
                return
                [
                    .. from entry in _byService
                       from node in entry.Value
                       where !node.Value.Peers.IsEmpty
                       from address in node.Value.Addresses
                       select (entry.Key, node.Key, address),
                ];
            }
        }
    }

    public void Advertised(string node, ServiceKey service, ServiceAdvertisement advertisement)
    {
        lock (_changing)
        {
            var after = advertisement.Addresses.IsEmpty
                ? Find(service).Remove(node)
                : Find(service).SetItem(node, advertisement);
            if (after.IsEmpty)
            {
                _byService.Remove(service);
            }
            else
            {
                _byService[service] = after;
            }
        }

        foreach (var observer in _observers)
        {
            observer(service);
        }
    }

    public void Refused(ServiceKey service, string reason, string message) =>
        Record(service, EventKind.Warning, reason, message);

    public void SessionObserved(string node, BgpSession? session, SessionObservation observation) =>
        sessions.Set(node, session, observation);

    public void SessionEnded(string node, string peer) => sessions.Remove(node, peer);

    public void SessionRefused(string node, BgpSessionRefusal refusal)
    {
        if (verdicts.Of<BGPPeer>().Objects.TryGetValue(new ObjectKey(options.Namespace, refusal.Peer), out var peer))
        {
            recorders.Speaker.Record(
                peer, EventKind.Warning, "sessionRefused", $"node \"{node}\" holds no session: {refusal.Message}");
        }
    }

    public void AgentLeft(string node) => sessions.RemoveNode(node);

    /// <summary>A node advertises a Service that it did not advertise before (L-103, Q-15).</summary>
    public void RecordAssigned(ServiceKey service, string node) =>
        Record(service, EventKind.Normal, "nodeAssigned", $"announcing from node \"{node}\" with protocol \"bgp\"");

    private ImmutableSortedDictionary<string, ServiceAdvertisement> Find(ServiceKey service) =>
        _byService.GetValueOrDefault(
            service, ImmutableSortedDictionary.Create<string, ServiceAdvertisement>(StringComparer.Ordinal));

    private void Record(ServiceKey service, EventKind kind, string reason, string message)
    {
        if (services.TryGet(service, out var resource))
        {
            recorders.Speaker.Record(resource, kind, reason, message);
        }
    }
}
