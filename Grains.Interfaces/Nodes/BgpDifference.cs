using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>What changed in what one agent shall do over BGP.</summary>
/// <param name="Sessions">New sessions, and those whose settings changed.</param>
/// <param name="RemovedSessions">Names of peers that the node holds no session with any more.</param>
/// <param name="Routes">New routes, and those that say something else or are heard by others.</param>
/// <param name="Withdrawn">Prefixes to withdraw.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.BgpDifference")]
public sealed record BgpDifference(
    [property: Id(0)] ImmutableArray<BgpSession> Sessions,
    [property: Id(1)] ImmutableArray<string> RemovedSessions,
    [property: Id(2)] ImmutableArray<NodeRoute> Routes,
    [property: Id(3)] ImmutableArray<Prefix> Withdrawn)
{
    /// <summary>Nothing changed.</summary>
    public static BgpDifference None { get; } = new([], [], [], []);
}
