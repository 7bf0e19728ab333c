using System.Collections.Immutable;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>Everything one agent shall announce.</summary>
/// <param name="Session">The agent session that the state belongs to.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="Announcements">The orders, by address.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.DesiredState")]
public sealed record DesiredState(
    [property: Id(0)] long Session,
    [property: Id(1)] ulong Version,
    [property: Id(2)] ImmutableArray<AddressOrder> Announcements)
{
    /// <summary>The sessions and the routes.</summary>
    [Id(3)]
    public BgpDesired Bgp { get; init; } = BgpDesired.None;
}
