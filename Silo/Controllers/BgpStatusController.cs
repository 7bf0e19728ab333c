using System.Collections.Immutable;
using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Keeps the ServiceBGPStatus objects (C-140 to C-143, B-100), and tells of each node that begins to advertise.</summary>
internal sealed class BgpStatusController : IStatusSubject<ServiceKey, ServiceBGPStatus>
{
    private readonly AdvertisementBoard _board;
    private readonly SpeakerRoster _speakers;
    private readonly SiloReadiness _readiness;
    private readonly SiloOptions _options;
    private readonly StatusKeeper<ServiceKey, ServiceBGPStatus> _keeper;

    public BgpStatusController(
        KubernetesClient client,
        AdvertisementBoard board,
        SpeakerRoster speakers,
        AgentPods pods,
        SiloTerm term,
        SiloReadiness readiness,
        ServiceController services,
        SiloOptions options,
        TimeProvider time,
        ILogger<BgpStatusController> logger)
    {
        (_board, _speakers, _readiness, _options) = (board, speakers, readiness, options);
        _keeper = new StatusKeeper<ServiceKey, ServiceBGPStatus>(
            this, client, pods, term, options, time, logger, services.WhenIdleAsync);
    }

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        _board.Observe(_keeper.Add);
        _speakers.Observe(node =>
        {
            foreach (var service in _board.AdvertisedBy(node))
            {
                _keeper.Add(service);
            }
        });
        // Before every Service has been read nobody knows what is advertised, and before agents had time to return, from where.
        return _keeper.RunAsync(
            Task.WhenAll(_readiness.WhenReadyAsync(cancellationToken), _speakers.WhenSettledAsync(cancellationToken)),
            cancellationToken);
    }

    public ServiceKey? KeyOf(ServiceBGPStatus item) => BgpStatusPlan.ServiceOf(item);

    public string NodeOf(ServiceBGPStatus item) => item.Status!.Node!;

    public bool HasStatus(ServiceBGPStatus item) => item.Status is not null;

    public ServiceBGPStatus WithStatusOf(ServiceBGPStatus item, ServiceBGPStatus status) => item with { Status = status.Status };

    public StatusPlan<ServiceBGPStatus> Plan(ServiceKey key, IEnumerable<ServiceBGPStatus> existing) => BgpStatusPlan.Make(
        key,
        _board.AdvertisersOf(key)
            .Where(entry => _speakers.Contains(entry.Key))
            .ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value.Peers, StringComparer.Ordinal),
        existing,
        _options.Namespace);

    public void Created(ServiceKey key, ServiceBGPStatus item) => _board.RecordAssigned(key, NodeOf(item));
}
