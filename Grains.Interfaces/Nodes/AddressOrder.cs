using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>An order to one node to announce one address.</summary>
/// <param name="Address">The address.</param>
/// <param name="Epoch">The decision's epoch; an order older than what a node has is ignored.</param>
/// <param name="Interfaces">The interfaces to announce on, sorted; empty means every interface that qualifies.</param>
/// <param name="IsNew">Nobody in the cluster is known to announce the address; false in a hand-over.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.AddressOrder")]
public sealed record AddressOrder(
    [property: Id(0)] Address Address,
    [property: Id(1)] Epoch Epoch,
    [property: Id(2)] ImmutableArray<string> Interfaces,
    [property: Id(3)] bool IsNew = false);
