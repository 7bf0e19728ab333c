using System.Buffers.Binary;
using System.Net;

namespace MetalOrleans.Protocols.Addressing;

/// <summary>One IPv6 address as the 128-bit number that a packet carries.</summary>
/// <param name="Value">The address in host order: 2001:db8::1 is 0x20010DB8_00000000_00000000_00000001.</param>
public readonly record struct IPv6Address(UInt128 Value) : IComparable<IPv6Address>
{
    /// <summary>Octets of an address on the wire.</summary>
    public const int Length = 16;

    // RFC 4291 §2.5.5.2: ::ffff:0:0/96.
    private const ulong MappedPrefix = 0xFFFF_0000_0000;
    private const ulong MappedMask = ~0xFFFF_FFFFUL;

    /// <summary>::, the source of a packet whose sender has no address yet (RFC 4291 §2.5.2).</summary>
    public static IPv6Address Any => default;

    /// <summary>ff02::1, every node on the link (RFC 4291 §2.7.1).</summary>
    public static IPv6Address AllNodes => new(new UInt128(0xFF02_0000_0000_0000, 1));

    /// <summary>ff02::1:ffXX:XXXX, the group of those who may have this address (RFC 4291 §2.7.1).</summary>
    public IPv6Address SolicitedNodeGroup => new(new UInt128(0xFF02_0000_0000_0000, 0x1_FF00_0000 | ((ulong)Value & 0xFF_FFFF)));

    /// <summary>Whether it is :: (RFC 4291 §2.5.2).</summary>
    public bool IsAny => Value == UInt128.Zero;

    /// <summary>Whether it names a group: ff00::/8 (RFC 4291 §2.7).</summary>
    public bool IsMulticast => Value >> 120 == 0xFF;

    /// <summary>Whether it is valid on one link only: fe80::/10 (RFC 4291 §2.5.6).</summary>
    public bool IsLinkLocal => Value >> 118 == 0xFE80 >> 6;

    /// <summary>Whether it stands for an IPv4 address: ::ffff:0:0/96 (RFC 4291 §2.5.5.2). No packet carries such a one.</summary>
    public bool IsIPv4Mapped => Value >> 64 == UInt128.Zero && ((ulong)Value & MappedMask) == MappedPrefix;

    /// <summary>Reads the first sixteen octets, network byte order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than sixteen octets.</exception>
    public static IPv6Address Read(ReadOnlySpan<byte> octets) => new(BinaryPrimitives.ReadUInt128BigEndian(octets));

    /// <summary>The form in which an IPv4 address is kept among IPv6 addresses (RFC 4291 §2.5.5.2).</summary>
    public static IPv6Address Map(IPv4Address address) => new(MappedPrefix | address.Value);

    /// <summary>Writes sixteen octets, network byte order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Room for fewer than sixteen octets.</exception>
    public void Write(Span<byte> octets) => BinaryPrimitives.WriteUInt128BigEndian(octets, Value);

    /// <summary>Orders by value.</summary>
    public int CompareTo(IPv6Address other) => Value.CompareTo(other.Value);

    /// <summary>The canonical text form (RFC 5952).</summary>
    public override string ToString()
    {
        Span<byte> octets = stackalloc byte[Length];
        Write(octets);
        return new IPAddress(octets).ToString();
    }
}
