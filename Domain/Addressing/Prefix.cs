namespace MetalOrleans.Domain.Addressing;

/// <summary>A CIDR block in canonical form: the bits after the prefix length are zero.</summary>
/// <param name="Network">The first address of the block.</param>
/// <param name="Length">The number of leading bits that are fixed: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
public readonly record struct Prefix(Address Network, int Length)
{
    /// <summary>The highest address of the block.</summary>
    public Address Last
    {
        get
        {
            var hostBits = Network.Family.Bits() - Length;
            var hostMask = hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
            return Address.FromValue(Network.Value | hostMask, Network.Family);
        }
    }

    /// <summary>The block that an address lies in: its host bits are dropped .</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or above the family's number of bits.</exception>
    public static Prefix Of(Address address, int length)
    {
        var bits = address.Family.Bits();
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, bits);

        // A shift by the full width of UInt128 is a shift by nothing, hence the separate case for /0.
        var network = length == 0 ? UInt128.Zero : (address.Value >> (bits - length)) << (bits - length);
        return new Prefix(Address.FromValue(network, address.Family), length);
    }

    /// <summary>Whether an address lies in the block; never for an address of the other family.</summary>
    public bool Contains(Address address) => address.Family == Network.Family && Of(address, Length) == this;

    /// <summary>The block in CIDR notation.</summary>
    public override string ToString() => $"{Network}/{Length}";
}
