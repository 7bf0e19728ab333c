using System.Globalization;

namespace MetalOrleans.Domain.Addressing;

/// <summary>
/// One entry of a pool's <c>spec.addresses</c>: a first and a last address of one family, both inclusive.
/// </summary>
/// <param name="First">The lowest address.</param>
/// <param name="Last">The highest address, not below <paramref name="First"/>.</param>
/// <param name="Text">The entry as the user wrote it.</param>
public sealed record AddressRange(Address First, Address Last, string Text)
{
    /// <summary>The number of leading bits that make an address IPv4-mapped.</summary>
    private const int MappedPrefixLength = 96;

    /// <summary>The family of both ends.</summary>
    public IPFamily Family => First.Family;

    /// <summary>Whether the address lies between the two ends.</summary>
    public bool Contains(Address address) =>
        address.Family == Family && address.Value >= First.Value && address.Value <= Last.Value;

    /// <summary>Whether the two ranges have an address in common .</summary>
    public bool Overlaps(AddressRange other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Family == other.Family && First.Value <= other.Last.Value && other.First.Value <= Last.Value;
    }

    /// <summary>The smallest list of CIDR blocks that covers the range exactly, ascending .</summary>
    public IEnumerable<Prefix> ToPrefixes()
    {
        var next = First.Value;
        while (true)
        {
            var block = LargestBlock(next, Last.Value);
            yield return block;
            var end = block.Last.Value;
            if (end == Last.Value)
            {
                yield break;
            }

            next = end + 1;
        }
    }

    /// <summary>Reads a CIDR or <c>start-end</c> by the rules .</summary>
    /// <remarks>
    /// IPv4-mapped addresses are read as the IPv4 addresses they stand for, with the prefix length counted accordingly.
    /// Deviation: a range from one family to the other is refused; MetalLB accepts it as empty.
    /// </remarks>
    /// <returns>The range, or the reason in MetalLB's words.</returns>
    public static AddressRangeResult Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains('-', StringComparison.Ordinal) ? ParseRange(text) : ParseCidr(text);
    }

    private static AddressRangeResult ParseCidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !Address.TryParse(text.AsSpan(0, slash), out var address)
            || !TryReadLength(text.AsSpan(slash + 1), out var length)
            || length > address.Family.Bits())
        {
            return Refuse($"invalid CIDR {QuotedText.Of(text)}");
        }

        if (address.IsIPv4Mapped)
        {
            if (length < MappedPrefixLength)
            {
                return Refuse(
                    $"invalid CIDR {QuotedText.Of(text)}: an IPv4-mapped prefix needs a length of at least {MappedPrefixLength}");
            }

            address = address.Unmap();
            length -= MappedPrefixLength;
        }

        var block = Prefix.Of(address, length);
        return new AddressRangeResult(new AddressRange(block.Network, block.Last, text), null);
    }

    private static AddressRangeResult ParseRange(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var invalid = $"invalid IP range {QuotedText.Of(text)}";
        if (!Address.TryParse(text.AsSpan(0, dash).Trim(), out var first))
        {
            return Refuse($"{invalid}: invalid start IP {QuotedText.Of(text[..dash])}");
        }

        if (!Address.TryParse(text.AsSpan(dash + 1).Trim(), out var last))
        {
            return Refuse($"{invalid}: invalid end IP {QuotedText.Of(text[(dash + 1)..])}");
        }

        first = first.Unmap();
        last = last.Unmap();
        if (first.Family != last.Family)
        {
            return Refuse(
                $"{invalid}: start IP {QuotedText.Of(first.ToString())} and end IP {QuotedText.Of(last.ToString())} "
                + "are of different families");
        }

        return first.Value > last.Value
            ? Refuse(
                $"{invalid}: start IP {QuotedText.Of(first.ToString())} is after the end IP {QuotedText.Of(last.ToString())}")
            : new AddressRangeResult(new AddressRange(first, last, text), null);
    }

    // Go's net.ParseCIDR takes decimal digits only: no sign, no space.
    private static bool TryReadLength(ReadOnlySpan<char> text, out int length) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length);

    private static AddressRangeResult Refuse(string error) => new(null, error);

    /// <summary>
    /// The largest aligned block that starts at <paramref name="first"/> and does not pass <paramref name="last"/>.
    /// </summary>
    private Prefix LargestBlock(UInt128 first, UInt128 last)
    {
        var bits = Family.Bits();
        var aligned = (int)UInt128.Min(UInt128.TrailingZeroCount(first), (UInt128)bits);
        var span = last - first;

        // The whole IPv6 space has 2^128 addresses, one more than UInt128 can count.
        var fitting = span == UInt128.MaxValue ? 128 : (int)UInt128.Log2(span + 1);
        return new Prefix(Address.FromValue(first, Family), bits - Math.Min(aligned, fitting));
    }
}
