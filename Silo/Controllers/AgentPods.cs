using System.Collections.Concurrent;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Controllers;

/// <summary>Finds the pod that a node's agent runs in: the owner of what is reported about the node (C-130).</summary>
internal sealed class AgentPods
{
    private readonly KubernetesClient _client;
    private readonly SiloOptions _options;
    private readonly ConcurrentDictionary<string, OwnerReference?> _known = new(StringComparer.Ordinal);

    public AgentPods(KubernetesClient client, SiloOptions options, ClusterViewStore views)
    {
        _client = client;
        _options = options;
        // An agent that went may come back in another pod.
        views.Observe((before, after) =>
        {
            foreach (var node in before.Agents.Except(after.Agents))
            {
                _known.TryRemove(node, out _);
            }
        });
    }

    /// <summary>The pod as a non-controlling owner; null where the agent runs in none.</summary>
    public async Task<OwnerReference?> FindAsync(string node, CancellationToken cancellationToken)
    {
        if (_options.IsStandalone)
        {
            return null;
        }

        if (_known.TryGetValue(node, out var known))
        {
            return known;
        }

        var query = new ListQuery
        {
            Namespace = _options.Namespace,
            // As in the plain manifests, and as the chart has it.
            LabelSelector = "component=speaker",
            FieldSelector = $"spec.nodeName={node}",
        };
        var pods = (await _client.ListAllAsync<Pod>(query, cancellationToken)).Items;
        if (pods.IsEmpty)
        {
            pods = (await _client.ListAllAsync<Pod>(
                query with { LabelSelector = "app.kubernetes.io/component=speaker" }, cancellationToken)).Items;
        }

        return _known[node] = pods
            .Where(pod => pod.Metadata.DeletionTimestamp is null)
            .OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal)
            .Select(pod => new OwnerReference
            {
                ApiVersion = Pod.Description.ApiVersion,
                Kind = Pod.Description.Kind,
                Name = pod.Metadata.Name,
                Uid = pod.Metadata.Uid ?? "",
            })
            .FirstOrDefault();
    }
}
