using System.Collections.Immutable;
using System.Threading.Channels;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Has nodes decide afresh which sessions they hold when a peer, a profile or a node changed (B-015, B-016).</summary>
internal sealed partial class SessionController(
    IGrainFactory grains, ClusterViewStore views, ILogger<SessionController> logger)
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Lock _collecting = new();
    private ImmutableSortedSet<string> _concerned = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        views.Observe(OnViewChanged);
        OnViewChanged(ClusterView.Empty, views.Current);
        await foreach (var _ in _wake.Reader.ReadAllAsync(cancellationToken))
        {
            ImmutableSortedSet<string> concerned;
            lock (_collecting)
            {
                (concerned, _concerned) = (_concerned, _concerned.Clear());
            }

            try
            {
                foreach (var node in concerned)
                {
                    await grains.GetGrain<INodeGrain>(node).RefreshSessionsAsync(cancellationToken);
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogRefreshFailed(logger, e, views.Current.Version);
                Concern(concerned);
            }
        }
    }

    private void OnViewChanged(ClusterView before, ClusterView after)
    {
        if (!ReferenceEquals(before.Peers, after.Peers) || !ReferenceEquals(before.BfdProfiles, after.BfdProfiles))
        {
            Concern(after.Nodes.Keys);
        }

        if (!ReferenceEquals(before.Gateways, after.Gateways))
        {
            Concern(after.Gateways.Keys.Union(before.Gateways.Keys, StringComparer.Ordinal));
        }

        if (!ReferenceEquals(before.Nodes, after.Nodes))
        {
            // A label or a drain of one node is no concern of the others.
            Concern(after.Nodes.Where(node => !node.Value.Equals(before.Nodes.GetValueOrDefault(node.Key)))
                .Select(node => node.Key)
                .Union(before.Nodes.Keys.Where(name => !after.Nodes.ContainsKey(name)), StringComparer.Ordinal));
        }
    }

    private void Concern(IEnumerable<string> nodes)
    {
        lock (_collecting)
        {
            _concerned = _concerned.Union(nodes);
            if (_concerned.IsEmpty)
            {
                return;
            }
        }

        _wake.Writer.TryWrite(true);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sessions were not decided afresh for view {Version}, trying again")]
    private static partial void LogRefreshFailed(ILogger logger, Exception exception, long version);
}
