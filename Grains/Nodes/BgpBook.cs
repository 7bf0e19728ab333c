using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Services;
using MetalOrleans.Grains.Interfaces.Nodes;

namespace MetalOrleans.Grains.Nodes;

/// <summary>A node's sessions and routes. Part of a <see cref="DesiredBook"/>.</summary>
internal sealed class BgpBook(ChangeLog log)
{
    private readonly NodeRouteTable _routes = new();

    /// <summary>The sessions, and the peers that the node is selected for in vain.</summary>
    public BgpSessionPlan Plan { get; private set; } = BgpSessionPlan.None;

    /// <summary>Everything.</summary>
    public BgpDesired Desired => new([.. Plan.Sessions.Values], [.. _routes.Routes]);

    /// <summary>The addresses that a Service has routes for.</summary>
    public ImmutableSortedSet<Address> AddressesOf(ServiceKey service) => _routes.AddressesOf(service);

    /// <summary>The peers that are told of a Service (B-100).</summary>
    public ImmutableSortedSet<string> PeersOf(ServiceKey service) => _routes.PeersOf(service);

    /// <summary>The session with a peer; null when there shall be none.</summary>
    public BgpSession? FindSession(string peer) => Plan.Sessions.GetValueOrDefault(peer);

    /// <summary>The route for a prefix; null when there shall be none.</summary>
    public NodeRoute? FindRoute(Prefix prefix) => _routes.Find(prefix);

    /// <summary>Takes new sessions; those that are equal stay as they are (B-016).</summary>
    /// <param name="plan">The sessions.</param>
    /// <param name="isShuttingDown">Whether the node is about to go.</param>
    /// <returns>The Services whose peers may be others now.</returns>
    public ImmutableArray<ServiceKey> Set(BgpSessionPlan plan, bool isShuttingDown)
    {
        foreach (var name in Plan.Sessions.Keys.Union(plan.Sessions.Keys, StringComparer.Ordinal))
        {
            if (!Equals(FindSession(name), plan.Sessions.GetValueOrDefault(name)))
            {
                log.Record(ChangedItem.Of(name));
            }
        }

        Plan = plan;
        var heard = Record(_routes.SetPeers(plan.Sessions.Keys.ToImmutableSortedSet(StringComparer.Ordinal)));
        Record(_routes.SetShuttingDown(isShuttingDown));
        return heard;
    }

    /// <summary>Replaces what a Service gives for one address.</summary>
    /// <returns>The Services whose peers may be others now.</returns>
    public ImmutableArray<ServiceKey> Set(BgpContribution contribution) =>
        Record(_routes.Set(contribution.Service, contribution.Address, contribution.Routes));

    private ImmutableArray<ServiceKey> Record(RouteTableChange change)
    {
        foreach (var prefix in change.Prefixes)
        {
            log.Record(ChangedItem.Of(prefix));
        }

        return change.Services;
    }
}
