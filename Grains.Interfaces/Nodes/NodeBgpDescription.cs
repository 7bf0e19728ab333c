using System.Collections.Immutable;
using MetalOrleans.Domain.Bgp;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>What is known of one node's BGP.</summary>
/// <param name="Node">The node.</param>
/// <param name="IsConnected">Whether its agent is there.</param>
/// <param name="Desired">The sessions and routes that it shall have.</param>
/// <param name="Refused">Peers that the node is selected for in vain.</param>
/// <param name="Observed">What its agent last said of its sessions, by the name of the peer.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.NodeBgpDescription")]
public sealed record NodeBgpDescription(
    [property: Id(0)] string Node,
    [property: Id(1)] bool IsConnected,
    [property: Id(2)] BgpDesired Desired,
    [property: Id(3)] ImmutableArray<BgpSessionRefusal> Refused,
    [property: Id(4)] ImmutableArray<SessionObservation> Observed);
