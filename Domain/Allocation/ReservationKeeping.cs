using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Allocation;

/// <summary>What a pool keeps for one reservation.</summary>
public sealed record ReservationKeeping
{
    /// <summary>The reservation's name.</summary>
    public required string Name { get; init; }

    /// <summary>The addresses that are kept, ascending, as ranges; for a counted reservation those that were picked.</summary>
    public required ImmutableArray<AddressRange> Ranges { get; init; }

    /// <summary>Those of them that Services hold, ascending.</summary>
    public required ImmutableArray<AddressUse> Uses { get; init; }

    /// <summary>Those of them that are held for a Service that went.</summary>
    public required ImmutableArray<AddressHold> Holds { get; init; }

    /// <summary>How many addresses a counted reservation lacks, because the pool has no more.</summary>
    public int Missing { get; init; }

    /// <summary>The first address that the reservation names and the pool does not own; null when it owns them all.</summary>
    public Address? NotInPool { get; init; }

    /// <summary>The older reservation that picked an address which this one names; null when none did.</summary>
    public string? PickedBefore { get; init; }
}
