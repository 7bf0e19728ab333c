using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Election;

/// <summary>One address that shall move to even out.</summary>
/// <param name="Address">The address.</param>
/// <param name="From">The node that has it.</param>
/// <param name="To">The node that shall get it.</param>
public sealed record SpreadMove(Address Address, string From, string To);
