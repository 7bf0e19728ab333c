using MetalOrleans.Domain.Services;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>
/// Keeps the ServiceL2Status objects (C-130 to C-133): one for each node that announces a Service, written when it changes,
/// after the failover that it tells of.
/// </summary>
internal sealed class L2StatusController : IStatusSubject<ServiceKey, ServiceL2Status>
{
    private readonly AnnouncementBoard _board;
    private readonly SpeakerRoster _speakers;
    private readonly SiloOptions _options;
    private readonly StatusKeeper<ServiceKey, ServiceL2Status> _keeper;

    public L2StatusController(
        KubernetesClient client,
        AnnouncementBoard board,
        SpeakerRoster speakers,
        AgentPods pods,
        SiloTerm term,
        SiloOptions options,
        TimeProvider time,
        ILogger<L2StatusController> logger)
    {
        (_board, _speakers, _options) = (board, speakers, options);
        _keeper = new StatusKeeper<ServiceKey, ServiceL2Status>(this, client, pods, term, options, time, logger);
    }

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        _board.Observe(_keeper.Add);
        // Before agents had time to return nobody knows who announces.
        return _keeper.RunAsync(_speakers.WhenSettledAsync(cancellationToken), cancellationToken);
    }

    public ServiceKey? KeyOf(ServiceL2Status item) => L2StatusPlan.ServiceOf(item);

    public string NodeOf(ServiceL2Status item) => item.Status!.Node!;

    public bool HasStatus(ServiceL2Status item) => item.Status is not null;

    public ServiceL2Status WithStatusOf(ServiceL2Status item, ServiceL2Status status) => item with { Status = status.Status };

    public StatusPlan<ServiceL2Status> Plan(ServiceKey key, IEnumerable<ServiceL2Status> existing) =>
        L2StatusPlan.Make(key, _board.AnnouncersOf(key), existing, _options.Namespace);

    public void Created(ServiceKey key, ServiceL2Status item)
    {
        // The board has told of it when the node was ordered to announce.
    }
}
