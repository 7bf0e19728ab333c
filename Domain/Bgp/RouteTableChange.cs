using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Bgp;

/// <summary>What a change made of a node's routes.</summary>
/// <param name="Prefixes">The prefixes whose route came, went or says something else.</param>
/// <param name="Services">
/// The Services that contribute something else, or whose prefixes other peers hear of now: with an aggregate, those beside the
/// one that changed (B-100).
/// </param>
public readonly record struct RouteTableChange(ImmutableArray<Prefix> Prefixes, ImmutableArray<ServiceKey> Services)
{
    /// <summary>Nothing.</summary>
    public static RouteTableChange None { get; } = new([], []);
}
