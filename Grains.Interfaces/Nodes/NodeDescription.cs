using System.Collections.Immutable;

namespace MetalOrleans.Grains.Interfaces.Nodes;

/// <summary>What is known of one node's agent.</summary>
/// <param name="Name">The node.</param>
/// <param name="IsConnected">Whether an agent session is open.</param>
/// <param name="DesiredVersion">The version of its desired state.</param>
/// <param name="AcknowledgedVersion">The version the agent last said it runs.</param>
/// <param name="Desired">What it shall announce.</param>
/// <param name="Observed">What it last said it announces.</param>
[GenerateSerializer, Immutable, Alias("MetalOrleans.NodeDescription")]
public sealed record NodeDescription(
    [property: Id(0)] string Name,
    [property: Id(1)] bool IsConnected,
    [property: Id(2)] ulong DesiredVersion,
    [property: Id(3)] ulong AcknowledgedVersion,
    [property: Id(4)] ImmutableArray<AddressOrder> Desired,
    [property: Id(5)] ImmutableArray<AddressObservation> Observed);
