using System.Collections.Immutable;

namespace MetalOrleans.Domain.Bgp;

/// <summary>Whether one node advertises one Service's address over BGP, and how.</summary>
/// <param name="Routes">What it advertises, a contribution for each advertisement; empty when it does not.</param>
/// <param name="Refusal">Why it does not; null when it does.</param>
public sealed record BgpDecision(ImmutableArray<RouteContribution> Routes, BgpRefusal? Refusal)
{
    /// <summary>Whether the node advertises the address.</summary>
    public bool IsAdvertised => Refusal is null;

    /// <summary>Whether only endpoints are missing: they may be back in a moment.</summary>
    public bool LacksEndpoints => Refusal is BgpRefusal.NoLocalEndpoint or BgpRefusal.NoEndpoint;

    /// <summary>The node does not advertise the address.</summary>
    public static BgpDecision Refused(BgpRefusal refusal) => new([], refusal);

    /// <summary>The node advertises the address.</summary>
    public static BgpDecision Advertised(ImmutableArray<RouteContribution> routes) => new(routes, null);
}
