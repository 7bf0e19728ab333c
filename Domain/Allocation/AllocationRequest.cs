using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>What one Service asks of one pool.</summary>
public sealed record AllocationRequest
{
    /// <summary>The Service that will hold the addresses.</summary>
    public required ServiceKey Service { get; init; }

    /// <summary>One address of each listed family, in this order; one or two families.</summary>
    public required ImmutableArray<IPFamily> Families { get; init; }

    /// <summary>The sharing key (S-006); empty means the address is not shared.</summary>
    public string SharingKey { get; init; } = "";

    /// <summary>The backend key (S-031): empty for traffic policy Cluster, the selector text for Local.</summary>
    public string BackendKey { get; init; } = "";

    /// <summary>The ports the Service will use on the address.</summary>
    public ImmutableArray<ServicePort> Ports { get; init; } = [];
}
