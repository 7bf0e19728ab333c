using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>An order to one node to stop announcing one address.</summary>
/// <param name="Address">The address.</param>
/// <param name="Epoch">The decision's epoch; a withdrawal older than the announcement it meets is ignored.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.AddressWithdrawal")]
public sealed record AddressWithdrawal([property: Id(0)] Address Address, [property: Id(1)] Epoch Epoch);
