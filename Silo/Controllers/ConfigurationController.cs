using System.Collections.Concurrent;
using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Events;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Watches all configuration objects, nodes and namespaces, and keeps the <see cref="ClusterView"/> of what is valid.</summary>
internal sealed partial class ConfigurationController(
    KubernetesClient client,
    ClusterViewStore views,
    ConfigurationVerdicts verdicts,
    EventRecorders recorders,
    SiloOptions options,
    TimeProvider time,
    ILogger<ConfigurationController> logger)
{
    private const string RefusedReason = "ConfigurationRefused";

    private readonly ResourceStore<IPAddressPool> _pools = new();
    private readonly ResourceStore<L2Advertisement> _l2Advertisements = new();
    private readonly ResourceStore<Node> _nodes = new();
    private readonly ResourceStore<Namespace> _namespaces = new();
    private readonly ConcurrentDictionary<string, Told> _told = [];
    private readonly List<Func<CancellationToken, Task>> _relists = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isLeading;

    /// <summary>Whether a configuration object is refused at present.</summary>
    public bool HasRefusals => _told.Values.Any(told => !told.Refused.IsEmpty);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var here = new ListWatchOptions { Namespace = options.Namespace };
        var pools = new ListWatch<IPAddressPool>(client, here, time, logger);
        var l2Advertisements = new ListWatch<L2Advertisement>(client, here, time, logger);
        var nodes = new ListWatch<Node>(client, new ListWatchOptions(), time, logger);
        var namespaces = new ListWatch<Namespace>(client, new ListWatchOptions(), time, logger);
        _relists.AddRange([pools.RelistAsync, l2Advertisements.RelistAsync, namespaces.RelistAsync]);
        var (watchingBgp, bgpSynced) = WatchBgp(here, cancellationToken);
        var (watchingKept, keptSynced) = WatchKept(here, cancellationToken);
        var watching = Task.WhenAll(
            watchingBgp,
            watchingKept,
            pools.RunAsync(OnPoolsAsync, cancellationToken),
            l2Advertisements.RunAsync(OnL2AdvertisementsAsync, cancellationToken),
            nodes.RunAsync(OnNodesAsync, cancellationToken),
            namespaces.RunAsync(OnNamespacesAsync, cancellationToken));
        await Task.WhenAny(watching, Task.WhenAll(
            bgpSynced,
            keptSynced,
            pools.WaitForSyncAsync(cancellationToken),
            l2Advertisements.WaitForSyncAsync(cancellationToken),
            nodes.WaitForSyncAsync(cancellationToken),
            namespaces.WaitForSyncAsync(cancellationToken)));
        // Whatever was read last may have been an empty list, which is no change.
        views.Update(WithBgp);
        _synced.TrySetResult();
        await watching;
    }

    /// <summary>Completes when everything has been read once.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <summary>
    /// Reads again what decides whether a Service may keep its address: what was written before this call is then known. A
    /// standby that takes over must not judge by what a watch has yet to deliver. Only after everything was read once.
    /// </summary>
    public Task RelistAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_relists.Select(relist => relist(cancellationToken)));

    /// <summary>From now on refusals are events too, those that were found before included: a standby writes none.</summary>
    public void Lead()
    {
        _isLeading = true;
        foreach (var told in _told.Values)
        {
            Record(told.Refused, told.Find);
        }
    }

    private ValueTask OnPoolsAsync(ListWatchEvent<IPAddressPool> happened, CancellationToken cancellationToken)
    {
        var changes = _pools.Apply(happened);
        if (!changes.IsEmpty && !verdicts.TryKeep(changes, _pools.Objects))
        {
            var (accepted, refused) = ConfigurationReview.ReviewPools(_pools.Objects.Values.Select(IPAddressPoolMapping.ToSpec));
            Tell(nameof(IPAddressPool), refused, name => ReferenceTo(_pools, name));
            UpdateWithBgp(view => view.WithPools(accepted));
            LogConfigurationReloaded(logger, nameof(IPAddressPool), accepted.Length, refused.Length);
            verdicts.Set(_pools.Objects, refused);
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask OnL2AdvertisementsAsync(ListWatchEvent<L2Advertisement> happened, CancellationToken cancellationToken)
    {
        var changes = _l2Advertisements.Apply(happened);
        if (!changes.IsEmpty && !verdicts.TryKeep(changes, _l2Advertisements.Objects))
        {
            var (accepted, refused) = ConfigurationReview.ReviewL2Advertisements(
                _l2Advertisements.Objects.Values.Select(L2AdvertisementMapping.ToSpec));
            Tell(nameof(L2Advertisement), refused, name => ReferenceTo(_l2Advertisements, name));
            views.Update(view => view.WithL2Advertisements(accepted));
            LogConfigurationReloaded(logger, nameof(L2Advertisement), accepted.Length, refused.Length);
            verdicts.Set(_l2Advertisements.Objects, refused);
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask OnNodesAsync(ListWatchEvent<Node> happened, CancellationToken cancellationToken)
    {
        if (!_nodes.Apply(happened).IsEmpty)
        {
            LogNodesChanged(logger, _nodes.Objects.Count);
            UpdateWithBgp(view => view.WithNodes(_nodes.Objects.Values.Select(NodeMapping.ToNode)));
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask OnNamespacesAsync(ListWatchEvent<Namespace> happened, CancellationToken cancellationToken)
    {
        if (!_namespaces.Apply(happened).IsEmpty)
        {
            views.Update(view => view.WithNamespaces(
                _namespaces.Objects.Values.Select(item => KeyValuePair.Create(item.Metadata.Name, NamespaceMapping.ToLabels(item)))));
        }

        return ValueTask.CompletedTask;
    }

    private ObjectReference? ReferenceTo<T>(ResourceStore<T> store, string name)
        where T : class, IKubernetesResource<T> =>
        store.Find(new ObjectKey(options.Namespace, name)) is { } resource ? EventRecorder.ReferenceTo(resource) : null;

    /// <summary>Says of each refused object, once per refusal, what is wrong: in the log and as an event on the object.</summary>
    private void Tell(
        string kind, ImmutableArray<ConfigurationRefusal> refused, Func<string, ObjectReference?> find)
    {
        var before = _told.GetValueOrDefault(kind)?.Refused ?? [];
        _told[kind] = new Told(refused, find);
        foreach (var healed in before.Select(refusal => refusal.Name).Except(refused.Select(refusal => refusal.Name)))
        {
            LogConfigurationAccepted(logger, kind, healed);
        }

        // A fault that spreads to other nodes, or leaves some, is still the same fault.
        ImmutableArray<ConfigurationRefusal> news = [.. refused.ExceptBy(before.Select(WithoutNodes), WithoutNodes)];
        foreach (var refusal in news)
        {
            LogConfigurationRefused(logger, "reload-validate", refusal);
        }

        if (_isLeading)
        {
            Record(news, find);
        }
    }

    private void Record(ImmutableArray<ConfigurationRefusal> refused, Func<string, ObjectReference?> find)
    {
        foreach (var refusal in refused)
        {
            if (find(refusal.Name) is { } involved)
            {
                recorders.Controller.Record(
                    involved, EventKind.Warning, RefusedReason, $"{refusal.Field}: {refusal.Message}. {refusal.Remedy}");
            }
        }
    }

    private static ConfigurationRefusal WithoutNodes(ConfigurationRefusal refusal) => refusal with { Nodes = null };

    /// <summary>What is refused of one kind, and how its objects are found.</summary>
    private sealed record Told(ImmutableArray<ConfigurationRefusal> Refused, Func<string, ObjectReference?> Find);
}
