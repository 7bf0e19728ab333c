using System.Collections.Immutable;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>What changed in an agent's desired state since the version it named.</summary>
/// <param name="FromVersion">The version the agent has.</param>
/// <param name="ToVersion">The version after the change; equal to <paramref name="FromVersion"/> when nothing changed.</param>
/// <param name="Announced">New or changed orders.</param>
/// <param name="Withdrawn">Addresses to stop announcing.</param>
/// <param name="IsSuperseded">Another session of the same node took over: this one must end.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.DesiredStateChange")]
public sealed record DesiredStateChange(
    [property: Id(0)] ulong FromVersion,
    [property: Id(1)] ulong ToVersion,
    [property: Id(2)] ImmutableArray<AddressOrder> Announced,
    [property: Id(3)] ImmutableArray<AddressWithdrawal> Withdrawn,
    [property: Id(4)] bool IsSuperseded)
{
    /// <summary>Changes of sessions and routes.</summary>
    [Id(5)]
    public BgpDifference Bgp { get; init; } = BgpDifference.None;
}
