using System.Buffers.Binary;

namespace MetalOrleans.Protocols.Addressing;

/// <summary>One IPv4 address as the 32-bit number that a packet carries.</summary>
/// <param name="Value">The address in host order: 192.0.2.1 is 0xC0000201.</param>
public readonly record struct IPv4Address(uint Value) : IComparable<IPv4Address>
{
    /// <summary>Octets of an address on the wire.</summary>
    public const int Length = 4;

    /// <summary>0.0.0.0, the sender of an ARP probe (RFC 5227 §1.1).</summary>
    public static IPv4Address Any => default;

    /// <summary>Reads the first four octets, network byte order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than four octets.</exception>
    public static IPv4Address Read(ReadOnlySpan<byte> octets) => new(BinaryPrimitives.ReadUInt32BigEndian(octets));

    /// <summary>Writes four octets, network byte order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Room for fewer than four octets.</exception>
    public void Write(Span<byte> octets) => BinaryPrimitives.WriteUInt32BigEndian(octets, Value);

    /// <summary>Orders by value.</summary>
    public int CompareTo(IPv4Address other) => Value.CompareTo(other.Value);

    /// <summary>Dotted quad.</summary>
    public override string ToString() =>
        $"{Value >> 24}.{(Value >> 16) & 0xFF}.{(Value >> 8) & 0xFF}.{Value & 0xFF}";
}
