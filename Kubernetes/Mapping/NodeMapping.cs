using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Kubernetes.Mapping;

/// <summary>A Node in domain words.</summary>
public static class NodeMapping
{
    /// <summary>Its presence, whatever its value, takes a node out of the election (L-013).</summary>
    public const string ExcludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers";

    /// <summary>As a label or an annotation, with any value but <c>false</c>, moves a node's addresses elsewhere.</summary>
    public const string Drain = "metalorleans.io/drain";

    // Any other annotation may change all the time, and is no change of the node (W-101).
    private const string OwnPrefix = "metalorleans.io/";

    /// <summary>The annotation each new value of which asks once that addresses move to where they belong.</summary>
    public const string Rebalance = "metalorleans.io/rebalance";

    /// <summary>The fields the election reads; cordons, taints and readiness are none of them (L-019).</summary>
    public static ClusterNode ToNode(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new ClusterNode
        {
            Name = node.Metadata.Name,
            Labels = MetadataMapping.ToLabels(node.Metadata),
            Annotations = (node.Metadata.Annotations ?? [])
                .Where(entry => entry.Key.StartsWith(OwnPrefix, StringComparison.Ordinal))
                .ToImmutableDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.Ordinal),
            Addresses = [.. ToAddresses(node.Status?.Addresses)],
            IsNetworkUnavailable = node.Status?.Conditions?
                .Exists(condition => condition is { Type: "NetworkUnavailable", Status: "True" }) == true,
            IsExcludedFromLoadBalancers = node.Metadata.Labels?.ContainsKey(ExcludeLabel) == true,
            IsDraining = Asks(node.Metadata.Labels, Drain) || Asks(node.Metadata.Annotations, Drain),
            RebalanceRequest = node.Metadata.Annotations?.GetValueOrDefault(Rebalance),
        };
    }

    private static bool Asks(Dictionary<string, string>? entries, string key) =>
        entries is not null && entries.TryGetValue(key, out var value) && value != "false";

    // Names and addresses that cannot be read are no addresses to protect.
    private static IEnumerable<Address> ToAddresses(IEnumerable<NodeAddress>? addresses)
    {
        foreach (var entry in addresses ?? [])
        {
            if (entry.Type is "InternalIP" or "ExternalIP" && Address.TryParse(entry.Address, out var address))
            {
                yield return address.Unmap();
            }
        }
    }
}
