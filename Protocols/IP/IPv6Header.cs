using System.Buffers.Binary;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.IP;

// RFC 8200 §3:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |Version| Traffic Class |           Flow Label                  |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |         Payload Length        |  Next Header  |   Hop Limit   |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                                                               |
// +                     Source Address, 16 octets                 +
// |                                                               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                                                               |
// +                  Destination Address, 16 octets               +
// |                                                               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>The 40 octets in front of every IPv6 payload.</summary>
/// <remarks>
/// <see href="https://www.rfc-editor.org/rfc/rfc8200#section-3">RFC 8200 §3</see>. Traffic class and flow label are ignored
/// when read and zero when written. A value type although it is large: the responders allocate nothing for a packet.
/// </remarks>
/// <param name="Source">The sender.</param>
/// <param name="Destination">The receiver, or group of receivers.</param>
/// <param name="NextHeader">What follows the header.</param>
/// <param name="HopLimit">Hops left; 255 shows that no router has forwarded the packet.</param>
/// <param name="PayloadLength">Octets that follow the header.</param>
public readonly record struct IPv6Header(
    IPv6Address Source, IPv6Address Destination, IPProtocol NextHeader, byte HopLimit, ushort PayloadLength)
{
    /// <summary>Octets of the header.</summary>
    public const int Length = 40;

    private const byte Version = 6;
    private const int PayloadLengthOffset = 4;
    private const int NextHeaderOffset = 6;
    private const int HopLimitOffset = 7;
    private const int SourceOffset = 8;
    private const int DestinationOffset = 24;

    /// <summary>Reads the header at the start of a packet whose payload is there as well.</summary>
    /// <param name="packet">The packet; octets behind its payload are Ethernet padding and are ignored.</param>
    /// <param name="header">The header, when there is one.</param>
    /// <param name="error">Why there is none.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> packet, out IPv6Header header, out IPDecodeError error)
    {
        header = default;
        if (packet.Length < Length)
        {
            error = IPDecodeError.Truncated;
            return false;
        }

        if (packet[0] >> 4 != Version)
        {
            error = IPDecodeError.Version;
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(packet[PayloadLengthOffset..]);
        if (packet.Length < Length + length)
        {
            error = IPDecodeError.Truncated;
            return false;
        }

        header = new IPv6Header(
            IPv6Address.Read(packet[SourceOffset..]),
            IPv6Address.Read(packet[DestinationOffset..]),
            (IPProtocol)packet[NextHeaderOffset],
            packet[HopLimitOffset],
            length);
        error = IPDecodeError.None;
        return true;
    }

    /// <summary>Writes the header.</summary>
    /// <returns>Octets written, always <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> packet)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(packet.Length, Length, nameof(packet));
        BinaryPrimitives.WriteUInt32BigEndian(packet, (uint)Version << 28);
        BinaryPrimitives.WriteUInt16BigEndian(packet[PayloadLengthOffset..], PayloadLength);
        packet[NextHeaderOffset] = (byte)NextHeader;
        packet[HopLimitOffset] = HopLimit;
        Source.Write(packet[SourceOffset..]);
        Destination.Write(packet[DestinationOffset..]);
        return Length;
    }
}
