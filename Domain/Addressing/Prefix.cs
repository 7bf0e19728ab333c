namespace MetalOrleans.Domain.Addressing;

/// <summary>A CIDR block in canonical form: the bits after the prefix length are zero.</summary>
/// <param name="Network">The first address of the block.</param>
/// <param name="Length">The number of leading bits that are fixed: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
public readonly record struct Prefix(Address Network, int Length)
{
    /// <summary>The block in CIDR notation.</summary>
    public override string ToString() => $"{Network}/{Length}";
}
