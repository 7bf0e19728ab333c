using System.Collections.Concurrent;
using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Grains.Nodes;
using MetalOrleans.Grains.Pools;
using MetalOrleans.Grains.Services;

namespace MetalOrleans.Tests.Grains.Support;

/// <summary>The Services as the API server holds them: written statuses are there for the next reader, versions are checked.</summary>
internal sealed class FakeServices : IServiceCatalog, IServiceStatusWriter, IServiceEventSink, IAnnouncementSink, IAdvertisementSink
{
    private readonly ConcurrentDictionary<ServiceKey, ServiceView> _services = [];
    private int _version;

    public ConcurrentQueue<(ServiceKey Service, string Reason)> Events { get; } = [];

    public int Writes { get; private set; }

    /// <summary>How the next writes end; empty means that they succeed.</summary>
    public ConcurrentQueue<StatusWriteOutcome> NextOutcomes { get; } = [];

    /// <summary>Whether the next write is stored and then said to have failed: its answer is lost.</summary>
    public bool LosesNextAnswer { get; set; }

    public ServiceView this[ServiceKey key] => _services[key];

    public ServiceView Put(ServiceView service)
    {
        var stored = service with { ResourceVersion = NextVersion() };
        _services[service.Key] = stored;
        return stored;
    }

    public void Delete(ServiceKey key) => _services.TryRemove(key, out _);

    public Task<ImmutableArray<ServiceView>> ListAssignedAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_services.Values.Where(service => !service.IngressIPs.IsEmpty).ToImmutableArray());

    public Task<StatusWriteResult> ConfirmAsync(ServiceView basis, CancellationToken cancellationToken) => Task.FromResult(
        _services.TryGetValue(basis.Key, out var current) && current.ResourceVersion == basis.ResourceVersion
            ? StatusWriteResult.Written
            : new StatusWriteResult(StatusWriteOutcome.Conflict, "stale"));

    public Task<StatusWriteResult> WriteAsync(
        ServiceView basis, ServiceStatus status, ClusterView decidedUnder, CancellationToken cancellationToken)
    {
        if (NextOutcomes.TryDequeue(out var outcome) && outcome != StatusWriteOutcome.Written)
        {
            return Task.FromResult(new StatusWriteResult(outcome, "as the test asked"));
        }

        if (_services[basis.Key].ResourceVersion != basis.ResourceVersion)
        {
            return Task.FromResult(new StatusWriteResult(StatusWriteOutcome.Conflict, "stale"));
        }

        Writes++;
        var annotations = basis.Annotations;
        foreach (var (key, value) in status.AnnotationChanges)
        {
            annotations = value is null ? annotations.Remove(key) : annotations.SetItem(key, value);
        }

        _services[basis.Key] = basis with
        {
            IngressIPs = status.IngressIPs,
            Annotations = annotations,
            ResourceVersion = NextVersion(),
        };
        if (LosesNextAnswer)
        {
            LosesNextAnswer = false;
            return Task.FromResult(new StatusWriteResult(StatusWriteOutcome.Failed, "the answer was lost"));
        }

        return Task.FromResult(StatusWriteResult.Written);
    }

    public void Record(ServiceKey service, ServiceEvent serviceEvent) => Events.Enqueue((service, serviceEvent.Reason));

    public ConcurrentQueue<AddressAnnouncement> Announcements { get; } = [];

    public void Changed(AddressAnnouncement announcement)
    {
        var before = Announcements.LastOrDefault(told => told.Address == announcement.Address);
        Announcements.Enqueue(announcement);
        var knowing = before is not null && before.Announcer == announcement.Announcer ? before.Services : [];
        foreach (var service in announcement.Services.Except(knowing))
        {
            Events.Enqueue((service, $"nodeAssigned:{announcement.Announcer}"));
        }
    }

    public void HandingOver(Address address, string? previous, string announcer) =>
        HandOvers.Enqueue($"{address}: {previous} → {announcer}");

    public void HandedOver(Address address, string announcer) => HandOvers.Enqueue($"{address}: {announcer} acknowledged");

    /// <summary>Which addresses were on their way between nodes, and which have arrived.</summary>
    public ConcurrentQueue<string> HandOvers { get; } = [];

    public void StandingChanged(AddressObservation observation, string node) =>
        Events.Enqueue((default, $"{observation.Standing}:{node}"));

    public void Refused(Address address, L2Refusal refusal, ImmutableArray<ServiceKey> services) =>
        Events.Enqueue((services.FirstOrDefault(), $"{refusal}"));

    public void InterfacesMissing(Address address, string node) => Events.Enqueue((default, $"announceFailed:{node}"));

    /// <summary>What each node was last said to advertise of each Service.</summary>
    public ConcurrentDictionary<(string Node, ServiceKey Service), ServiceAdvertisement> Advertisements { get; } = [];

    public void Advertised(string node, ServiceKey service, ServiceAdvertisement advertisement) =>
        Advertisements[(node, service)] = advertisement;

    public void Refused(ServiceKey service, string reason, string message) => Events.Enqueue((service, reason));

    public void SessionObserved(string node, BgpSession? session, SessionObservation observation) =>
        Events.Enqueue((default, $"{observation.Phase}:{node}:{observation.Peer}"));

    public void SessionEnded(string node, string peer) => Events.Enqueue((default, $"ended:{node}:{peer}"));

    public void SessionRefused(string node, BgpSessionRefusal refusal) =>
        Events.Enqueue((default, $"{refusal.Reason}:{node}:{refusal.Peer}"));

    public void AgentLeft(string node) => Events.Enqueue((default, $"left:{node}"));

    private string NextVersion() =>
        Interlocked.Increment(ref _version).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
