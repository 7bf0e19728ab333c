using System.Collections.Immutable;
using System.Threading.Channels;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Has every address decided afresh when an advertisement, a node or an agent changed.</summary>
internal sealed partial class AnnouncementController(
    IGrainFactory grains,
    AddressDirectory addresses,
    ClusterViewStore views,
    TimeProvider time,
    ILogger<AnnouncementController> logger)
{
    // Longer than the 5 s to which an agent's reconnect back-off grows.
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(6);

    // One decision is a few microseconds of computing; this many at once keep the mailboxes of busy nodes short.
    private const int Parallelism = 64;

    private readonly Channel<ClusterView> _changes = Channel.CreateBounded<ClusterView>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        views.Observe(OnViewChanged);
        await foreach (var view in _changes.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await RefreshAsync(addresses.All, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogRefreshFailed(logger, e, view.Version);
                _changes.Writer.TryWrite(view);
            }
        }
    }

    /// <summary>
    /// Waits until the agents of before this silo's start are back, then lets addresses move: at once when every node has an
    /// agent, at the latest when their reconnect back-off must have ended.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        views.Observe((_, after) => CompleteWhenAllAreBack(after));
        CompleteWhenAllAreBack(views.Current);
        try
        {
            await complete.Task.WaitAsync(SettleMax, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogAgentsMissing(logger, string.Join(", ", views.Current.Nodes.Keys.Except(views.Current.Agents)), SettleMax);
        }

        views.Update(view => view with { AreAgentsSettled = true });
        // What agents announce of their own accord and no Service holds is decided too: it ends.
        await RefreshAsync(await AnnouncedAsync(cancellationToken), cancellationToken);

        void CompleteWhenAllAreBack(ClusterView view)
        {
            if (view.Nodes.Keys.All(view.Agents.Contains))
            {
                complete.TrySetResult();
            }
        }
    }

    private void OnViewChanged(ClusterView before, ClusterView after)
    {
        if (!ReferenceEquals(before.L2Advertisements, after.L2Advertisements)
            || !ReferenceEquals(before.Nodes, after.Nodes)
            || !ReferenceEquals(before.Agents, after.Agents)
            || !ReferenceEquals(before.Pools, after.Pools)
            || before.AreAgentsSettled != after.AreAgentsSettled)
        {
            _changes.Writer.TryWrite(after);
        }
    }

    private async Task<ImmutableSortedSet<string>> AnnouncedAsync(CancellationToken cancellationToken)
    {
        var announced = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var node in views.Current.Agents)
        {
            var description = await grains.GetGrain<INodeGrain>(node).DescribeAsync(cancellationToken);
            announced.UnionWith(description.Desired.Select(order => order.Address.ToString()));
        }

        return announced.ToImmutable();
    }

    private Task RefreshAsync(ImmutableSortedSet<string> concerned, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(concerned, parallel, async (address, token) =>
            await grains.GetGrain<IAddressGrain>(address).RefreshAsync(token));
    }
}
