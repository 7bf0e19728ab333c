using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>Everything one agent shall do over BGP.</summary>
/// <param name="Sessions">The sessions that the node holds, by the name of the peer.</param>
/// <param name="Routes">What it advertises, by prefix.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.BgpDesired")]
public sealed record BgpDesired(
    [property: Id(0)] ImmutableArray<BgpSession> Sessions, [property: Id(1)] ImmutableArray<NodeRoute> Routes)
{
    /// <summary>No session and no route.</summary>
    public static BgpDesired None { get; } = new([], []);
}
