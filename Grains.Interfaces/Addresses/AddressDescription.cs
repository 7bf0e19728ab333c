using System.Collections.Immutable;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Interfaces.Addresses;

/// <summary>What is known of one address.</summary>
/// <param name="Address">The address in canonical text.</param>
/// <param name="Epoch">The epoch of the latest decision.</param>
/// <param name="Announcer">The node that announces in layer 2; null when none does.</param>
/// <param name="Candidates">Every node that could, best first.</param>
/// <param name="Refusal">Why no node announces: a name of <c>L2Refusal</c>, null when one does.</param>
/// <param name="Services">The Services that it is announced for; where no node announces it, all that stand behind it.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.AddressDescription")]
public sealed record AddressDescription(
    [property: Id(0)] string Address,
    [property: Id(1)] Epoch Epoch,
    [property: Id(2)] string? Announcer,
    [property: Id(3)] ImmutableArray<string> Candidates,
    [property: Id(4)] string? Refusal,
    [property: Id(5)] ImmutableArray<ServiceKey> Services);
