using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>What one Service asks of one pool.</summary>
public sealed record AllocationRequest
{
    /// <summary>The Service that will hold the addresses.</summary>
    public required ServiceKey Service { get; init; }

    /// <summary>
    /// One address for each entry, in this order: one or two families, each at most <see cref="PerFamilyMax"/> times.
    /// </summary>
    public required ImmutableArray<IPFamily> Families { get; init; }

    /// <summary>The sharing key (S-006); empty means the address is not shared.</summary>
    public string SharingKey { get; init; } = "";

    /// <summary>The backend key (S-031): empty for traffic policy Cluster, the selector text for Local.</summary>
    public string BackendKey { get; init; } = "";

    /// <summary>The ports the Service will use on the address.</summary>
    public ImmutableArray<ServicePort> Ports { get; init; } = [];

    /// <summary>How many addresses of one family the Service may hold; 1 unless it asks for more.</summary>
    public int PerFamilyMax { get; init; } = 1;

    /// <summary>The reservations that the Service may use, by name, in the order they are tried.</summary>
    public ImmutableArray<string> Reservations { get; init; } = [];

    /// <summary>
    /// Whether to give nothing unless one of the addresses is held by the Service, held for it, or reserved for it.
    /// </summary>
    public bool OnlyOwn { get; init; }
}
