using System.Collections.Immutable;
using System.Threading.Channels;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Grains.Interfaces.Addresses;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Has addresses decided afresh when an advertisement, a node, an agent or a link changed.</summary>
/// <remarks>
/// What a node loses concerns the addresses that it announces, and they come first; where nodes are chosen by hash it
/// concerns no other (L-043). What a node gains, and every change of configuration, concerns all.
/// </remarks>
internal sealed partial class AnnouncementController(
    IGrainFactory grains,
    AddressDirectory addresses,
    AnnouncementBoard board,
    ClusterViewStore views,
    SiloOptions options,
    TimeProvider time,
    ILogger<AnnouncementController> logger)
{
    // One decision is a few microseconds of computing; this many at once keep the mailboxes of busy nodes short.
    private const int Parallelism = 64;

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Lock _collecting = new();
    private HashSet<string> _worse = new(StringComparer.Ordinal);
    private bool _isAllConcerned;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        views.Observe(OnViewChanged);
        await foreach (var _ in _wake.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await RefreshConcernedAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogRefreshFailed(logger, e, views.Current.Version);
                Concern([], isAll: true);
            }
        }
    }

    /// <summary>
    /// Waits until the agents of before this silo's start are back, then lets addresses move: at once when every node has an
    /// agent, at the latest when their reconnect back-off must have ended. Addresses that are given meanwhile for the first
    /// time, and those whose announcer returned and failed, do not wait (decision 0003).
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var patience = options.Layer2.AgentReturnTimeout;
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        views.Observe((_, after) => CompleteWhenAllAreBack(after));
        CompleteWhenAllAreBack(views.Current);
        try
        {
            await complete.Task.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            LogAgentsMissing(logger, string.Join(", ", views.Current.Nodes.Keys.Except(views.Current.Agents)), patience);
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
        var worse = before.Agents.Except(after.Agents)
            .Union(after.DeafNodes.Keys.Where(node => !before.DeafNodes.ContainsKey(node)));
        var isAll = IsConfigurationChanged(before, after)
            || !before.HeldNodes.IsSubsetOf(after.HeldNodes)
            || !after.Agents.IsSubsetOf(before.Agents)
            || before.DeafNodes.Keys.Any(node => !after.DeafNodes.ContainsKey(node));
        if (!ReferenceEquals(before.Links, after.Links))
        {
            foreach (var (node, links) in after.Links)
            {
                var known = before.Links.GetValueOrDefault(node, NodeLinks.None);
                if (!links.Equals(known))
                {
                    worse = worse.Add(node);
                    isAll |= links.HasGainedOver(known);
                }
            }
        }

        if (isAll || !worse.IsEmpty)
        {
            Concern(worse, isAll || !after.AreAgentsSettled || after.L2Policy.Placement != Domain.Election.L2Placement.Hash);
        }
    }

    private static bool IsConfigurationChanged(ClusterView before, ClusterView after) =>
        !ReferenceEquals(before.L2Advertisements, after.L2Advertisements)
        || !ReferenceEquals(before.BgpAdvertisements, after.BgpAdvertisements)
        || !ReferenceEquals(before.Communities, after.Communities)
        || !ReferenceEquals(before.PoolPolicies, after.PoolPolicies)
        || !ReferenceEquals(before.DrainedNodes, after.DrainedNodes)
        || !ReferenceEquals(before.Nodes, after.Nodes)
        || !ReferenceEquals(before.Pools, after.Pools)
        || before.L2Policy != after.L2Policy
        || before.IgnoreExcludeLabel != after.IgnoreExcludeLabel
        || before.AreAgentsSettled != after.AreAgentsSettled;

    private void Concern(IEnumerable<string> worse, bool isAll)
    {
        lock (_collecting)
        {
            _worse.UnionWith(worse);
            _isAllConcerned |= isAll;
        }

        _wake.Writer.TryWrite(true);
    }

    private async Task RefreshConcernedAsync(CancellationToken cancellationToken)
    {
        HashSet<string> worse;
        bool isAll;
        lock (_collecting)
        {
            (worse, _worse) = (_worse, new HashSet<string>(StringComparer.Ordinal));
            (isAll, _isAllConcerned) = (_isAllConcerned, false);
        }

        var first = board.AnnouncedBy(worse);
        await RefreshAsync(first, cancellationToken);
        if (isAll)
        {
            await RefreshAsync(addresses.All.Except(first), cancellationToken);
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
