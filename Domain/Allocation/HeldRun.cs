namespace MetalOrleans.Domain.Allocation;

/// <summary>Consecutive held addresses of one family, as numbers, both ends inclusive.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest; the next number, if there is one, is free.</param>
internal readonly record struct HeldRun(UInt128 First, UInt128 Last) : IComparable<HeldRun>
{
    /// <summary>Orders by the lowest address: runs of one set never overlap, so that is enough.</summary>
    public int CompareTo(HeldRun other) => First.CompareTo(other.First);
}
