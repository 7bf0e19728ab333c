using System.Buffers.Binary;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.IP;

// RFC 791 §3.1:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |Version| Length|Type of Service|          Total Length         |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |         Identification        |0|D|M|     Fragment Offset     |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |  Time to Live |    Protocol   |         Header Checksum       |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                         Source Address                        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                      Destination Address                      |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>The 20 octets in front of an IPv4 payload; a header with options is refused.</summary>
/// <remarks><see href="https://www.rfc-editor.org/rfc/rfc791#section-3.1">RFC 791 §3.1</see>. Written with "do not
/// fragment" and identification 0 (RFC 6864 §4.1).</remarks>
/// <param name="Source">The sender.</param>
/// <param name="Destination">The receiver, or group of receivers.</param>
/// <param name="Protocol">What follows the header.</param>
/// <param name="TimeToLive">Hops left.</param>
/// <param name="PayloadLength">Octets that follow the header.</param>
public readonly record struct IPv4Header(
    IPv4Address Source, IPv4Address Destination, IPProtocol Protocol, byte TimeToLive, ushort PayloadLength)
{
    /// <summary>Octets of the header.</summary>
    public const int Length = 20;

    private const byte VersionAndLength = 0x45;
    private const int TotalLengthOffset = 2;
    private const int FragmentOffset = 6;
    private const int TimeToLiveOffset = 8;
    private const int ProtocolOffset = 9;
    private const int ChecksumOffset = 10;
    private const int SourceOffset = 12;
    private const int DestinationOffset = 16;

    private const ushort DoNotFragment = 0x4000;
    private const ushort FragmentMask = 0x3FFF;

    /// <summary>Reads the header at the start of a packet whose payload is there as well.</summary>
    /// <param name="packet">The packet; octets behind its payload are Ethernet padding and are ignored.</param>
    /// <param name="header">The header, when there is one.</param>
    /// <param name="error">Why there is none.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> packet, out IPv4Header header, out IPDecodeError error)
    {
        header = default;
        error = Check(packet);
        if (error != IPDecodeError.None)
        {
            return false;
        }

        header = new IPv4Header(
            IPv4Address.Read(packet[SourceOffset..]),
            IPv4Address.Read(packet[DestinationOffset..]),
            (IPProtocol)packet[ProtocolOffset],
            packet[TimeToLiveOffset],
            (ushort)(BinaryPrimitives.ReadUInt16BigEndian(packet[TotalLengthOffset..]) - Length));
        return true;
    }

    /// <summary>Writes the header with its checksum.</summary>
    /// <returns>Octets written, always <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> packet)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(packet.Length, Length, nameof(packet));
        packet[..Length].Clear();
        packet[0] = VersionAndLength;
        BinaryPrimitives.WriteUInt16BigEndian(packet[TotalLengthOffset..], (ushort)(Length + PayloadLength));
        BinaryPrimitives.WriteUInt16BigEndian(packet[FragmentOffset..], DoNotFragment);
        packet[TimeToLiveOffset] = TimeToLive;
        packet[ProtocolOffset] = (byte)Protocol;
        Source.Write(packet[SourceOffset..]);
        Destination.Write(packet[DestinationOffset..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[ChecksumOffset..], InternetChecksum.Of(packet[..Length]));
        return Length;
    }

    private static IPDecodeError Check(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < Length)
        {
            return IPDecodeError.Truncated;
        }

        if (packet[0] != VersionAndLength)
        {
            return packet[0] >> 4 == VersionAndLength >> 4 ? IPDecodeError.HeaderLength : IPDecodeError.Version;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(packet[TotalLengthOffset..]);
        if (length < Length || length > packet.Length)
        {
            return IPDecodeError.Truncated;
        }

        if (InternetChecksum.Of(packet[..Length]) != 0)
        {
            return IPDecodeError.Checksum;
        }

        return (BinaryPrimitives.ReadUInt16BigEndian(packet[FragmentOffset..]) & FragmentMask) == 0
            ? IPDecodeError.None
            : IPDecodeError.Fragment;
    }
}
