using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Allocation;

/// <summary>Consecutive addresses that one reservation keeps.</summary>
/// <param name="Range">The addresses.</param>
/// <param name="Reservation">The reservation's name.</param>
internal sealed record ReservedRange(AddressRange Range, string Reservation)
{
    /// <summary>Orders by family, then by the lowest address: ranges of one set never overlap.</summary>
    public static Comparer<ReservedRange> Order { get; } =
        Comparer<ReservedRange>.Create(static (a, b) => a.Range.First.CompareTo(b.Range.First));
}
