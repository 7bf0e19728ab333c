using System.Collections.Immutable;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Domain.Election;

/// <summary>Finds the nodes that may announce one Service, step by step as MetalLB does (L-010 to L-014).</summary>
internal static class L2Nomination
{
    /// <summary>The candidates of a Service.</summary>
    public static L2Candidacy Nominate(ServiceBacking service, ClusterView view)
    {
        if (!service.HasServingEndpoint)
        {
            return L2Candidacy.Refused(L2Refusal.NoServingEndpoint);
        }

        // The Service is matched before any node is (L-017), so that the candidates do not depend on who asks.
        var advertisements = AdvertisementsOf(service, view);
        if (service.HasSharingAnnotation && advertisements.Any(advertisement => !advertisement.ServiceSelectors.IsEmpty))
        {
            return L2Candidacy.Refused(L2Refusal.SharedAddressWithServiceSelector);
        }

        var included = view.Nodes.Values
            .Where(node => advertisements.Any(advertisement => Includes(advertisement, node)))
            .ToList();
        if (included.Count == 0)
        {
            return L2Candidacy.Refused(L2Refusal.NoMatchingAdvertisement);
        }

        included.RemoveAll(node => !IsUsable(node, view));
        if (included.Count == 0)
        {
            return L2Candidacy.Refused(L2Refusal.NoUsableNode);
        }

        if (service.IsTrafficPolicyLocal)
        {
            included.RemoveAll(node => !service.ServingNodes.Contains(node.Name));
        }

        return included.Count == 0
            ? L2Candidacy.Refused(L2Refusal.NoLocalEndpoint)
            : L2Candidacy.Of(included.Select(node => Candidate(node, advertisements)));
    }

    /// <summary>The advertisements that cover the pool and select the Service (L-011).</summary>
    private static List<L2Advertisement> AdvertisementsOf(ServiceBacking service, ClusterView view)
    {
        var matching = new List<L2Advertisement>();
        if (!view.Pools.TryGetValue(service.Pool, out var pool))
        {
            return matching;
        }

        matching.AddRange(view.L2Advertisements.Values.Where(
            advertisement => CoversPool(advertisement, pool.Name, pool.Labels)
                && (advertisement.ServiceSelectors.IsEmpty || AnyMatches(advertisement.ServiceSelectors, service.Labels))));
        return matching;
    }

    private static bool CoversPool(
        L2Advertisement advertisement, string name, ImmutableDictionary<string, string> labels) =>
        (advertisement.Pools.IsEmpty && advertisement.PoolSelectors.IsEmpty)
        || advertisement.Pools.Contains(name)
        || AnyMatches(advertisement.PoolSelectors, labels);

    private static bool Includes(L2Advertisement advertisement, ClusterNode node) =>
        advertisement.NodeSelectors.IsEmpty || AnyMatches(advertisement.NodeSelectors, node.Labels);

    /// <summary>L-013, L-020: an agent runs there and nothing forbids the node to take traffic.</summary>
    private static bool IsUsable(ClusterNode node, ClusterView view) =>
        view.Agents.Contains(node.Name)
        && !node.IsNetworkUnavailable
        && (view.IgnoreExcludeLabel || !node.IsExcludedFromLoadBalancers);

    private static L2Candidate Candidate(ClusterNode node, List<L2Advertisement> advertisements)
    {
        var including = advertisements.Where(advertisement => Includes(advertisement, node)).ToList();

        // Equal advertisements only matter here, and here they may stay: without preferences they score nothing, and with
        // them their weights add up (C-039).
        var score = including.Sum(
            advertisement => advertisement.PreferredNodes
                .Where(preferred => preferred.Preference.Matches(node.Labels))
                .Sum(preferred => preferred.Weight));
        return new L2Candidate(
            node.Name,
            score,
            including.Exists(advertisement => advertisement.Interfaces.IsEmpty)
                ? []
                : [.. including.SelectMany(advertisement => advertisement.Interfaces)]);
    }

    private static bool AnyMatches(
        ImmutableArray<LabelSelector> selectors, ImmutableDictionary<string, string> labels) =>
        selectors.Any(selector => selector.Matches(labels));
}
