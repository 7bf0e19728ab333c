using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Announcements;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Domain.Pools;

namespace MetalOrleans.Domain.Bgp;

/// <summary>Which nodes advertise a Service over BGP (B-001 to B-009), and what (B-010, B-011).</summary>
/// <remarks>Every node that may, does: routers spread over them (B-008). Whether its agent lives is not asked.</remarks>
public static class BgpAdvertising
{
    /// <summary>Decides for every node of the cluster.</summary>
    /// <param name="service">The Service behind the address.</param>
    /// <param name="address">The address.</param>
    /// <param name="view">The configuration and the nodes.</param>
    /// <param name="terms">What the Service gets of what it asks its routes to say.</param>
    /// <returns>The decisions by node; a node that no advertisement of the pool includes is left out.</returns>
    public static ImmutableSortedDictionary<string, BgpDecision> Decide(
        ServiceBacking service, Address address, ClusterView view, ServiceRouteTerms terms)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(terms);
        var decisions = ImmutableSortedDictionary.CreateBuilder<string, BgpDecision>(StringComparer.Ordinal);
        if (view.BgpAdvertisements.IsEmpty || !view.Pools.TryGetValue(service.Pool, out var pool))
        {
            return decisions.ToImmutable();
        }

        var selecting = view.BgpAdvertisements.Values.Where(advertisement => advertisement.Selects(pool)).ToImmutableArray();
        var matching = selecting.RemoveAll(advertisement => !advertisement.IsFor(service.Labels));
        foreach (var node in view.Nodes.Values)
        {
            var decision = Judge(service, address, node, pool, selecting, matching, view, terms) is { } refusal
                ? BgpDecision.Refused(refusal)
                : BgpDecision.Advertised(
                [
                    .. matching.Where(advertisement => advertisement.Covers(pool, node))
                        .Select(advertisement => Contribute(advertisement, service, address, node, terms)),
                ]);
            if (decision.Refusal != BgpRefusal.NoAdvertisement)
            {
                decisions.Add(node.Name, decision);
            }
        }

        LeaveDrained(decisions, view);
        return decisions.ToImmutable();
    }

    /// <summary>The terms for <see cref="Decide"/> under the policy of the Service's pool.</summary>
    public static ServiceRouteTerms TermsOf(ServiceBacking service, ClusterView view)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(view);
        var policy = view.PoolPolicies.GetValueOrDefault(service.Pool)?.Bgp ?? PoolBgpPolicy.None;
        return ServiceRouteTerms.Judge(service.Routes, policy, view.Communities.Values);
    }

    private static BgpRefusal? Judge(
        ServiceBacking service,
        Address address,
        ClusterNode node,
        AddressPool pool,
        ImmutableArray<BgpAdvertisement> selecting,
        ImmutableArray<BgpAdvertisement> matching,
        ClusterView view,
        ServiceRouteTerms terms)
    {
        if (!selecting.Any(advertisement => advertisement.Covers(pool, node)))
        {
            return BgpRefusal.NoAdvertisement;
        }

        var advertisements = matching.RemoveAll(advertisement => !advertisement.Covers(pool, node));
        if (advertisements.IsEmpty)
        {
            return BgpRefusal.NoMatchingAdvertisement;
        }

        // What a Service says for itself about its own routes leaves nothing to contradict there.
        var preferring = terms.LocalPreference is null
            ? advertisements
            : advertisements.RemoveAll(advertisement => IsForAlone(advertisement, address));
        if (LocalPreferenceRule.FirstContradiction(preferring, pool) is not null)
        {
            return BgpRefusal.ConflictingAdvertisements;
        }

        if (node.IsNetworkUnavailable)
        {
            return BgpRefusal.NodeNetworkUnavailable;
        }

        if (node.IsExcludedFromLoadBalancers && !view.IgnoreExcludeLabel)
        {
            return BgpRefusal.NodeExcluded;
        }

        if (service.IsTrafficPolicyLocal && !service.ServingNodes.Contains(node.Name))
        {
            return BgpRefusal.NoLocalEndpoint;
        }

        return service.HasServingEndpoint ? null : BgpRefusal.NoEndpoint;
    }

    private static RouteContribution Contribute(
        BgpAdvertisement advertisement,
        ServiceBacking service,
        Address address,
        ClusterNode node,
        ServiceRouteTerms terms)
    {
        var attributes = new RouteAttributes
        {
            LocalPreference = advertisement.LocalPref == 0 ? null : advertisement.LocalPref,
            Communities = advertisement.Communities,
            Med = advertisement.Med,
            Prepend = advertisement.Prepend,
        };
        if (IsForAlone(advertisement, address))
        {
            attributes = attributes with
            {
                LocalPreference = terms.LocalPreference ?? attributes.LocalPreference,
                Communities = terms.Communities.IsEmpty ? attributes.Communities : attributes.Communities.Union(terms.Communities),
                // Where traffic is spread over the cluster again, every node leads to all endpoints and none outweighs another.
                LinkBandwidth = service.IsTrafficPolicyLocal
                    ? (float)advertisement.BandwidthPerEndpoint * service.ReadyEndpoints.GetValueOrDefault(node.Name)
                    : 0,
            };
        }

        return new RouteContribution
        {
            Prefix = advertisement.PrefixOf(address),
            Peers = advertisement.Peers,
            Attributes = attributes,
        };
    }

    /// <summary>
    /// Whether the route is for this address only. What one Service wishes or has does not show in a route that is for others
    /// too (invariant 4).
    /// </summary>
    private static bool IsForAlone(BgpAdvertisement advertisement, Address address) =>
        (address.Family == IPFamily.IPv4 ? advertisement.AggregationLength : advertisement.AggregationLengthV6)
        == address.Family.Bits();

    /// <summary>
    /// A drained node goes when its peers have had time to find other routes, and stays where there is none: the only node
    /// that leads to a Service is better than none.
    /// </summary>
    private static void LeaveDrained(
        ImmutableSortedDictionary<string, BgpDecision>.Builder decisions, ClusterView view)
    {
        if (view.DrainedNodes.IsEmpty
            || !decisions.Any(decision => decision.Value.IsAdvertised && !view.Nodes[decision.Key].IsDraining))
        {
            return;
        }

        foreach (var node in view.DrainedNodes)
        {
            if (decisions.TryGetValue(node, out var decision) && decision.IsAdvertised)
            {
                decisions[node] = BgpDecision.Refused(BgpRefusal.NodeDrained);
            }
        }
    }
}
