using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>What one Service gives one node to advertise for one of its addresses.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Address">The address.</param>
/// <param name="Routes">All of it; nothing takes back what was given before.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.BgpContribution")]
public sealed record BgpContribution(
    [property: Id(0)] ServiceKey Service,
    [property: Id(1)] Address Address,
    [property: Id(2)] ImmutableArray<RouteContribution> Routes);
