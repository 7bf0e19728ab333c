using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>What an agent says about one address that it announces.</summary>
/// <param name="Address">The address.</param>
/// <param name="Epoch">The epoch of the order it follows.</param>
/// <param name="Interfaces">The interfaces it answers on.</param>
/// <param name="RequestsReceived">ARP requests for the address since the agent started.</param>
/// <param name="ResponsesSent">ARP replies sent for it.</param>
/// <param name="GratuitousSent">Gratuitous frames sent for it.</param>
/// <param name="AreInterfacesMissing">The order names interfaces and none exists on the node (L-054).</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.AddressObservation")]
public sealed record AddressObservation(
    [property: Id(0)] Address Address,
    [property: Id(1)] Epoch Epoch,
    [property: Id(2)] ImmutableArray<string> Interfaces,
    [property: Id(3)] ulong RequestsReceived,
    [property: Id(4)] ulong ResponsesSent,
    [property: Id(5)] ulong GratuitousSent,
    [property: Id(6)] bool AreInterfacesMissing)
{
    /// <summary>What the agent does about the address.</summary>
    [Id(7)]
    public AddressStanding Standing { get; init; }

    /// <summary>The link-layer address of whoever claims the address too, as text; empty when nobody does.</summary>
    [Id(8)]
    public string Claimant { get; init; } = "";

    /// <summary>What the agent did and heard about who else uses the address.</summary>
    [Id(9)]
    public OwnershipCounts Ownership { get; init; } = OwnershipCounts.None;
}
