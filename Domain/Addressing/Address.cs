using System.Net;

namespace MetalOrleans.Domain.Addressing;

/// <summary>One IPv4 or IPv6 address, without a zone.</summary>
/// <remarks>
/// Ordered by family (IPv4 first), then by value. Its text is the canonical form that Go's <c>netip.Addr</c> prints
/// (RFC 5952 for IPv6, no embedded dotted quad except for IPv4-mapped), because the layer-2 election hashes it (L-040).
/// </remarks>
public readonly record struct Address : IComparable<Address>
{
    private readonly UInt128 _value;

    private Address(UInt128 value, IPFamily family)
    {
        _value = value;
        Family = family;
    }

    /// <summary>The family the address belongs to.</summary>
    public IPFamily Family { get; }

    /// <summary>The address as an unsigned number; below 2^32 for IPv4.</summary>
    public UInt128 Value => _value;

    /// <summary>The address of a family with a numeric value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An IPv4 value is above 2^32 - 1.</exception>
    public static Address FromValue(UInt128 value, IPFamily family)
    {
        if (family == IPFamily.IPv4)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, uint.MaxValue);
        }

        return new Address(value, family);
    }

    /// <summary>The address in 4 or 16 octets, network byte order.</summary>
    /// <exception cref="ArgumentException">The length is neither 4 nor 16.</exception>
    public static Address FromBytes(ReadOnlySpan<byte> octets) => throw new NotImplementedException();

    /// <summary>
    /// Reads the strict textual form: dotted quad without leading zeros, or RFC 4291 hexadecimal groups; no zone, no port,
    /// no surrounding space. An IPv4-mapped IPv6 address stays IPv6.
    /// </summary>
    public static bool TryParse(string? text, out Address address) => throw new NotImplementedException();

    /// <summary>Reads the same form as <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">The text is not an address.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an IP address.");

    /// <summary>The 4 or 16 octets in network byte order.</summary>
    public byte[] ToBytes() => throw new NotImplementedException();

    /// <summary>The address as the BCL's type.</summary>
    public IPAddress ToIPAddress() => new(ToBytes());

    /// <summary>Orders by family, then by value.</summary>
    public int CompareTo(Address other) =>
        Family != other.Family ? Family.CompareTo(other.Family) : _value.CompareTo(other._value);

    /// <summary>The canonical text.</summary>
    public override string ToString() => throw new NotImplementedException();
}
