namespace MetalOrleans.Domain.Addressing;

/// <summary>One entry of a pool's <c>spec.addresses</c>: a first and a last address of one family, both inclusive.</summary>
/// <param name="First">The lowest address.</param>
/// <param name="Last">The highest address, not below <paramref name="First"/>.</param>
/// <param name="Text">The entry as the user wrote it.</param>
public sealed record AddressRange(Address First, Address Last, string Text)
{
    /// <summary>The family of both ends.</summary>
    public IPFamily Family => First.Family;

    /// <summary>Whether the address lies between the two ends.</summary>
    public bool Contains(Address address) =>
        address.Family == Family && address.Value >= First.Value && address.Value <= Last.Value;

    /// <summary>Whether the two ranges have an address in common .</summary>
    public bool Overlaps(AddressRange other) => throw new NotImplementedException();

    /// <summary>The smallest list of CIDR blocks that covers the range exactly, ascending .</summary>
    public IEnumerable<Prefix> ToPrefixes() => throw new NotImplementedException();

    /// <summary>Reads a CIDR or <c>start-end</c> by the rules .</summary>
    /// <returns>The range, or the reason in MetalLB's words.</returns>
    public static AddressRangeResult Parse(string text) => throw new NotImplementedException();
}
