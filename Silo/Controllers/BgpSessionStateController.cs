using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Keeps the BGPSessionState objects (C-163): how each session of each node stands, written when it changes.</summary>
internal sealed class BgpSessionStateController : IStatusSubject<BgpSessionKey, BGPSessionState>
{
    private readonly BgpSessionBoard _board;
    private readonly SpeakerRoster _speakers;
    private readonly SiloOptions _options;
    private readonly StatusKeeper<BgpSessionKey, BGPSessionState> _keeper;

    public BgpSessionStateController(
        KubernetesClient client,
        BgpSessionBoard board,
        SpeakerRoster speakers,
        AgentPods pods,
        SiloTerm term,
        SiloOptions options,
        TimeProvider time,
        ILogger<BgpSessionStateController> logger)
    {
        (_board, _speakers, _options) = (board, speakers, options);
        _keeper = new StatusKeeper<BgpSessionKey, BGPSessionState>(this, client, pods, term, options, time, logger);
    }

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        _board.Observe(_keeper.Add);
        _speakers.Observe(_board.Forget);
        return _keeper.RunAsync(_speakers.WhenSettledAsync(cancellationToken), cancellationToken);
    }

    public BgpSessionKey? KeyOf(BGPSessionState item) => BgpSessionStatePlan.KeyOf(item);

    public string NodeOf(BGPSessionState item) => item.Status!.Node!;

    public bool HasStatus(BGPSessionState item) => item.Status is not null;

    public BGPSessionState WithStatusOf(BGPSessionState item, BGPSessionState status) => item with { Status = status.Status };

    public StatusPlan<BGPSessionState> Plan(BgpSessionKey key, IEnumerable<BGPSessionState> existing) =>
        BgpSessionStatePlan.Make(key, _board.Find(key), existing, _options.Namespace);

    public void Created(BgpSessionKey key, BGPSessionState item)
    {
        // The object is news enough.
    }
}
