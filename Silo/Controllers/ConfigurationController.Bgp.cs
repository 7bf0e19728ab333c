using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Silo.Configuration;

namespace MetalOrleans.Silo.Controllers;

/// <summary>The kinds that BGP is configured with. They refer to each other, so they are judged together.</summary>
internal sealed partial class ConfigurationController
{
    private readonly ResourceStore<BGPPeer> _peers = new();
    private readonly ResourceStore<BGPAdvertisement> _bgpAdvertisements = new();
    private readonly ResourceStore<BFDProfile> _bfdProfiles = new();
    private readonly ResourceStore<Community> _communities = new();
    private readonly PasswordSecretStore _secrets = new();

    /// <summary>Whether everything that BGP depends on was read once; before, references would look broken.</summary>
    private bool CanJudgeBgp =>
        _peers.HasSynced && _bgpAdvertisements.HasSynced && _bfdProfiles.HasSynced && _communities.HasSynced
        && _secrets.HasSynced && _pools.HasSynced && _nodes.HasSynced;

    /// <summary>Follows the kinds of BGP; the first task runs until cancelled, the second ends when all were read once.</summary>
    private (Task Watching, Task Synced) WatchBgp(ListWatchOptions here, CancellationToken cancellationToken)
    {
        var peers = new ListWatch<BGPPeer>(client, here, time, logger);
        var advertisements = new ListWatch<BGPAdvertisement>(client, here, time, logger);
        var profiles = new ListWatch<BFDProfile>(client, here, time, logger);
        var communities = new ListWatch<Community>(client, here, time, logger);
        var secrets = new ListWatch<Secret>(client, here, time, logger);
        _relists.AddRange([peers.RelistAsync, advertisements.RelistAsync, profiles.RelistAsync, communities.RelistAsync]);
        return (
            Task.WhenAll(
                peers.RunAsync((happened, _) => OnBgpAsync(_peers, happened), cancellationToken),
                advertisements.RunAsync((happened, _) => OnBgpAsync(_bgpAdvertisements, happened), cancellationToken),
                profiles.RunAsync((happened, _) => OnBgpAsync(_bfdProfiles, happened), cancellationToken),
                communities.RunAsync((happened, _) => OnBgpAsync(_communities, happened), cancellationToken),
                secrets.RunAsync(OnSecretsAsync, cancellationToken)),
            Task.WhenAll(
                peers.WaitForSyncAsync(cancellationToken),
                advertisements.WaitForSyncAsync(cancellationToken),
                profiles.WaitForSyncAsync(cancellationToken),
                communities.WaitForSyncAsync(cancellationToken),
                secrets.WaitForSyncAsync(cancellationToken)));
    }

    private ValueTask OnBgpAsync<T>(ResourceStore<T> store, ListWatchEvent<T> happened)
        where T : class, IConditionedResource<T>
    {
        var changes = store.Apply(happened);
        if (!changes.IsEmpty && !verdicts.TryKeep(changes, store.Objects))
        {
            views.Update(WithBgp);
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask OnSecretsAsync(ListWatchEvent<Secret> happened, CancellationToken cancellationToken)
    {
        if (_secrets.Apply(happened))
        {
            views.Update(WithBgp);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Changes the view, and what BGP makes of its pools and nodes with it, so that nobody sees one without the other.</summary>
    private void UpdateWithBgp(Func<ClusterView, ClusterView> change) => views.Update(view =>
    {
        var after = change(view);
        return ReferenceEquals(after.Pools, view.Pools) && ReferenceEquals(after.Nodes, view.Nodes) ? after : WithBgp(after);
    });

    private ClusterView WithBgp(ClusterView view)
    {
        if (!CanJudgeBgp)
        {
            return view;
        }

        var configuration = ConfigurationReview.ReviewBgp(new BgpSpecs
        {
            Namespace = options.Namespace,
            Peers = [.. _peers.Objects.Values.Select(BGPPeerMapping.ToSpec)],
            Advertisements = [.. _bgpAdvertisements.Objects.Values.Select(BGPAdvertisementMapping.ToSpec)],
            BfdProfiles = [.. _bfdProfiles.Objects.Values.Select(BFDProfileMapping.ToSpec)],
            Communities = [.. _communities.Objects.Values.Select(CommunityMapping.ToSpec)],
            Secrets = _secrets.Secrets,
            Pools = [.. view.Pools.Values],
            Nodes = [.. view.Nodes.Values],
        });
        ConcludeBgp(_peers, configuration.Refused);
        ConcludeBgp(_bgpAdvertisements, configuration.Refused);
        ConcludeBgp(_bfdProfiles, configuration.Refused);
        ConcludeBgp(_communities, configuration.Refused);
        return view.WithBgp(configuration);
    }

    private void ConcludeBgp<T>(ResourceStore<T> store, ImmutableArray<ConfigurationRefusal> refused)
        where T : class, IConditionedResource<T>
    {
        ImmutableArray<ConfigurationRefusal> own = [.. refused.Where(refusal => refusal.Kind == T.Description.Kind)];
        Tell(T.Description.Kind, own, name => ReferenceTo(store, name));
        verdicts.Set(store.Objects, own);
    }
}
