using System.Buffers.Binary;
using System.Net;

namespace MetalOrleans.Protocols.Addressing;

/// <summary>One IPv6 address as the 128-bit number that a packet carries, in two halves.</summary>
/// <param name="High">The prefix's half, in host order: of 2001:db8::1 it is 0x20010DB8_00000000.</param>
/// <param name="Low">The interface identifier's half: of 2001:db8::1 it is 1.</param>
/// <remarks>No <see cref="UInt128"/>: what has one in it cannot be compiled ahead, and would be compiled on every node.</remarks>
public readonly record struct IPv6Address(ulong High, ulong Low) : IComparable<IPv6Address>
{
    /// <summary>Octets of an address on the wire.</summary>
    public const int Length = 16;

    // RFC 4291 §2.5.5.2: ::ffff:0:0/96.
    private const ulong MappedPrefix = 0xFFFF_0000_0000;
    private const ulong MappedMask = ~0xFFFF_FFFFUL;

    /// <summary>::, the source of a packet whose sender has no address yet (RFC 4291 §2.5.2).</summary>
    public static IPv6Address Any => default;

    /// <summary>ff02::1, every node on the link (RFC 4291 §2.7.1).</summary>
    public static IPv6Address AllNodes => new(0xFF02_0000_0000_0000, 1);

    /// <summary>ff02::1:ffXX:XXXX, the group of those who may have this address (RFC 4291 §2.7.1).</summary>
    public IPv6Address SolicitedNodeGroup => new(0xFF02_0000_0000_0000, 0x1_FF00_0000 | (Low & 0xFF_FFFF));

    /// <summary>Whether it is :: (RFC 4291 §2.5.2).</summary>
    public bool IsAny => (High | Low) == 0;

    /// <summary>Whether it names a group: ff00::/8 (RFC 4291 §2.7).</summary>
    public bool IsMulticast => High >> 56 == 0xFF;

    /// <summary>Whether it is valid on one link only: fe80::/10 (RFC 4291 §2.5.6).</summary>
    public bool IsLinkLocal => High >> 54 == 0xFE80 >> 6;

    /// <summary>Whether it stands for an IPv4 address: ::ffff:0:0/96 (RFC 4291 §2.5.5.2). No packet carries such a one.</summary>
    public bool IsIPv4Mapped => High == 0 && (Low & MappedMask) == MappedPrefix;

    /// <summary>Reads the first sixteen octets, network byte order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than sixteen octets.</exception>
    public static IPv6Address Read(ReadOnlySpan<byte> octets) => new(
        BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[sizeof(ulong)..]));

    /// <summary>The form in which an IPv4 address is kept among IPv6 addresses (RFC 4291 §2.5.5.2).</summary>
    public static IPv6Address Map(IPv4Address address) => new(0, MappedPrefix | address.Value);

    /// <summary>Writes sixteen octets, network byte order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Room for fewer than sixteen octets.</exception>
    public void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt64BigEndian(octets[sizeof(ulong)..], Low);
        BinaryPrimitives.WriteUInt64BigEndian(octets, High);
    }

    /// <summary>Orders by value.</summary>
    public int CompareTo(IPv6Address other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    /// <summary>The canonical text form (RFC 5952).</summary>
    public override string ToString()
    {
        Span<byte> octets = stackalloc byte[Length];
        Write(octets);
        return new IPAddress(octets).ToString();
    }
}
