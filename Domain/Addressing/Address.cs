using System.Buffers.Binary;

namespace MetalOrleans.Domain.Addressing;

/// <summary>One IPv4 or IPv6 address, without a zone.</summary>
/// <remarks>
/// Ordered by family (IPv4 first), then by value. Its text is the canonical form that Go's <c>netip.Addr</c> prints
/// (RFC 5952 for IPv6, no embedded dotted quad except for IPv4-mapped), because the layer-2 election hashes it (L-040).
/// </remarks>
public readonly record struct Address : IComparable<Address>
{
    private const int IPv4Octets = 4;
    private const int IPv6Octets = 16;

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

    /// <summary>
    /// Whether this is an IPv6 address in <c>::ffff:0:0/96</c>, an IPv4 address in disguise (RFC 4291 §2.5.5.2).
    /// </summary>
    public bool IsIPv4Mapped => Family == IPFamily.IPv6 && _value >> 32 == 0xffff;

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
    public static Address FromBytes(ReadOnlySpan<byte> octets) => octets.Length switch
    {
        IPv4Octets => new Address(BinaryPrimitives.ReadUInt32BigEndian(octets), IPFamily.IPv4),
        IPv6Octets => new Address(BinaryPrimitives.ReadUInt128BigEndian(octets), IPFamily.IPv6),
        _ => throw new ArgumentException($"An address has 4 or 16 octets, not {octets.Length}.", nameof(octets)),
    };

    /// <summary>
    /// Reads the strict textual form: dotted quad without leading zeros, or RFC 4291 hexadecimal groups; no zone, no port,
    /// no surrounding space. An IPv4-mapped IPv6 address stays IPv6.
    /// </summary>
    public static bool TryParse(string? text, out Address address) => TryParse(text.AsSpan(), out address);

    /// <summary>Reads the same form out of a part of a text.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        if (AddressText.TryReadIPv4(text, out var quad))
        {
            address = new Address(quad, IPFamily.IPv4);
            return true;
        }

        if (AddressText.TryReadIPv6(text, out var value))
        {
            address = new Address(value, IPFamily.IPv6);
            return true;
        }

        address = default;
        return false;
    }

    /// <summary>Reads the same form as <see cref="TryParse(string?, out Address)"/>.</summary>
    /// <exception cref="FormatException">The text is not an address.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an IP address.");

    /// <summary>The IPv4 address inside an IPv4-mapped one; any other address unchanged.</summary>
    /// <remarks>
    /// Kubernetes and MetalLB read <c>::ffff:1.2.3.4</c> as <c>1.2.3.4</c>, so whatever a user wrote passes through here.
    /// </remarks>
    public Address Unmap() => IsIPv4Mapped ? new Address((uint)_value, IPFamily.IPv4) : this;

    /// <summary>Writes the 4 or 16 octets in network byte order, and returns how many there are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The destination is too short.</exception>
    public int WriteBytes(Span<byte> destination)
    {
        if (Family == IPFamily.IPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_value);
            return IPv4Octets;
        }

        BinaryPrimitives.WriteUInt128BigEndian(destination, _value);
        return IPv6Octets;
    }

    /// <summary>The 4 or 16 octets in network byte order.</summary>
    public byte[] ToBytes()
    {
        var octets = new byte[Family == IPFamily.IPv4 ? IPv4Octets : IPv6Octets];
        WriteBytes(octets);
        return octets;
    }

    /// <summary>Orders by family, then by value.</summary>
    public int CompareTo(Address other) =>
        Family != other.Family ? ((int)Family).CompareTo((int)other.Family) : _value.CompareTo(other._value);

    /// <summary>The canonical text.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[AddressText.LengthMax];
        var length = Family == IPFamily.IPv4
            ? AddressText.WriteIPv4(text, (uint)_value)
            : AddressText.WriteIPv6(text, _value);
        return new string(text[..length]);
    }
}
