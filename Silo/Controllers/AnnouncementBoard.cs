using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Kubernetes.Events;
using MetalOrleans.Silo.Metrics;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Who announces what, as address grains tell it: by node for failover, by Service for events and statuses.
/// </summary>
/// <remarks>Events are queued, never sent from here: nothing here waits for the API server.</remarks>
internal sealed class AnnouncementBoard(
    ServiceStore services, EventRecorders recorders, AddressConflicts conflicts, HandOverMetrics handOvers)
    : IAnnouncementSink
{
    private readonly Lock _changing = new();
    private readonly Dictionary<Address, AddressAnnouncement> _announcements = [];
    private readonly Dictionary<string, HashSet<Address>> _byNode = new(StringComparer.Ordinal);
    private readonly Dictionary<ServiceKey, ImmutableSortedSet<Address>> _byService = [];
    private ImmutableArray<Action<ServiceKey>> _observers = [];
    private volatile ImmutableSortedDictionary<Address, string> _announcers = ImmutableSortedDictionary<Address, string>.Empty;

    /// <summary>Every announced address and its node, at one moment.</summary>
    public ImmutableSortedDictionary<Address, string> Announcers => _announcers;

    /// <summary>Calls the observer after what is announced for a Service changed, on the teller's thread.</summary>
    public void Observe(Action<ServiceKey> observer) =>
        ImmutableInterlocked.Update(ref _observers, observers => observers.Add(observer));

    /// <summary>The Services that anything is announced for.</summary>
    public ImmutableArray<ServiceKey> Services
    {
        get
        {
            lock (_changing)
            {
                return [.. _byService.Keys];
            }
        }
    }

    /// <summary>The addresses that a node announces.</summary>
    public ImmutableSortedSet<string> AnnouncedBy(IEnumerable<string> nodes)
    {
        lock (_changing)
        {
            return
            [
                .. nodes.SelectMany(node => _byNode.TryGetValue(node, out var addresses) ? addresses : [])
                    .Select(address => address.ToString()),
            ];
        }
    }

    /// <summary>The nodes that announce a Service's addresses, with the interfaces; no interface means every one.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedSet<string>> AnnouncersOf(ServiceKey service)
    {
        lock (_changing)
        {
            return FindAnnouncers(service);
        }
    }

    public void Changed(AddressAnnouncement announcement)
    {
        conflicts.Forget(announcement.Address, announcement.Announcer);
        List<ServiceKey> concerned;
        lock (_changing)
        {
            var before = _announcements.GetValueOrDefault(announcement.Address);
            concerned = [.. (before?.Services ?? []).Union(announcement.Services)];
            var announcers = concerned.ConvertAll(FindAnnouncers);
            Forget(before);
            Remember(announcement);
            for (var i = 0; i < concerned.Count; i++)
            {
                RecordAssigned(concerned[i], FindAnnouncers(concerned[i]).Keys.Except(announcers[i].Keys));
            }
        }

        foreach (var observer in _observers)
        {
            concerned.ForEach(observer);
        }
    }

    public void HandingOver(Address address, string? previous, string announcer) => handOvers.Begin(address, previous, announcer);

    public void HandedOver(Address address, string announcer) => handOvers.End(address, announcer);

    public void InterfacesMissing(Address address, string node)
    {
        foreach (var service in ServicesOf(address, node))
        {
            Record(
                service,
                EventKind.Warning,
                "announceFailed",
                $"the interfaces specified by LB IP \"{address}\" doesn't exist in assigned node \"{node}\" with protocol \"layer2\"");
        }
    }

    public void StandingChanged(AddressObservation observation, string node)
    {
        if (IsAnnouncedElsewhere(observation.Address, node))
        {
            // It was on its way when the address moved.
            return;
        }

        var isOver = conflicts.Set(observation, node);
        var message = isOver
            ? $"address \"{observation.Address}\" is claimed by nobody else any more: node \"{node}\" announces it"
            : AddressConflicts.Explain(observation, node);
        if (message is null)
        {
            return;
        }

        foreach (var service in ServicesOf(observation.Address, node))
        {
            Record(
                service,
                isOver ? EventKind.Normal : EventKind.Warning,
                isOver ? "addressConflictResolved" : "addressConflict",
                message);
        }
    }

    public void Refused(Address address, L2Refusal refusal, ImmutableArray<ServiceKey> services)
    {
        foreach (var service in services)
        {
            Record(
                service,
                EventKind.Warning,
                "announceFailed",
                $"no node announces LB IP \"{address}\": {refusal}, it is an address of one of the cluster's nodes; "
                + "take it out of the pool");
        }
    }

    /// <summary>A node does not answer for what it announces, as one of its addresses has shown: its Services are told.</summary>
    public void Deaf(string node, Address address)
    {
        List<ServiceKey> concerned;
        lock (_changing)
        {
            concerned = [.. _byNode.GetValueOrDefault(node, []).SelectMany(one => _announcements[one].Services).Distinct()];
        }

        foreach (var service in concerned)
        {
            Record(
                service,
                EventKind.Warning,
                "announcerDeaf",
                $"node \"{node}\" is connected and does not answer for \"{address}\": what it announces goes to other nodes");
        }
    }

    private bool IsAnnouncedElsewhere(Address address, string node) =>
        _announcers.TryGetValue(address, out var announcer) && announcer != node;

    private ImmutableArray<ServiceKey> ServicesOf(Address address, string node)
    {
        lock (_changing)
        {
            return _announcements.GetValueOrDefault(address) is { } known && known.Announcer == node ? known.Services : [];
        }
    }

    private ImmutableSortedDictionary<string, ImmutableSortedSet<string>> FindAnnouncers(ServiceKey service)
    {
        var announcers = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);
        foreach (var address in _byService.GetValueOrDefault(service, []))
        {
            var announcement = _announcements[address];
            var interfaces = announcement.Interfaces.ToImmutableSortedSet(StringComparer.Ordinal);
            // Of two addresses on one node, one that is on every interface makes the Service be on every interface.
            announcers[announcement.Announcer!] = announcers.TryGetValue(announcement.Announcer!, out var others)
                ? others.IsEmpty || interfaces.IsEmpty ? [] : others.Union(interfaces)
                : interfaces;
        }

        return announcers.ToImmutable();
    }

    private void Forget(AddressAnnouncement? before)
    {
        if (before is not { Announcer: { } node })
        {
            return;
        }

        _announcements.Remove(before.Address);
        _announcers = _announcers.Remove(before.Address);
        _byNode[node].Remove(before.Address);
        foreach (var service in before.Services)
        {
            var left = _byService[service].Remove(before.Address);
            if (left.IsEmpty)
            {
                _byService.Remove(service);
            }
            else
            {
                _byService[service] = left;
            }
        }
    }

    private void Remember(AddressAnnouncement announcement)
    {
        if (announcement.Announcer is not { } node)
        {
            return;
        }

        _announcements[announcement.Address] = announcement;
        _announcers = _announcers.SetItem(announcement.Address, node);
        if (!_byNode.TryGetValue(node, out var addresses))
        {
            _byNode[node] = addresses = [];
        }

        addresses.Add(announcement.Address);
        foreach (var service in announcement.Services)
        {
            _byService[service] = _byService.GetValueOrDefault(service, []).Add(announcement.Address);
        }
    }

    /// <summary>Once for each node that begins to announce, not on every pass (L-103, Q-15).</summary>
    private void RecordAssigned(ServiceKey service, IEnumerable<string> nodes)
    {
        foreach (var node in nodes)
        {
            Record(service, EventKind.Normal, "nodeAssigned", $"announcing from node \"{node}\" with protocol \"layer2\"");
        }
    }

    private void Record(ServiceKey service, EventKind kind, string reason, string message)
    {
        if (services.TryGet(service, out var resource))
        {
            recorders.Speaker.Record(resource, kind, reason, message);
        }
    }
}
