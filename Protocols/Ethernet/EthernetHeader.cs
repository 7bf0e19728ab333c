using System.Buffers.Binary;

namespace MetalOrleans.Protocols.Ethernet;

// RFC 894, DIX Ethernet II:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                          Destination                          |
// +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                               |            Source             |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
// |                                                               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |           EtherType           |  payload ...
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>The 14 octets in front of every Ethernet II payload.</summary>
/// <remarks>
/// <see href="https://www.rfc-editor.org/rfc/rfc894">RFC 894</see>. The frame check sequence belongs to the network card and
/// is never seen here.
/// </remarks>
/// <param name="Destination">The station, or group of stations, that the frame is for.</param>
/// <param name="Source">The station that sent it.</param>
/// <param name="Type">What it carries.</param>
public readonly record struct EthernetHeader(MacAddress Destination, MacAddress Source, EtherType Type)
{
    /// <summary>Octets of the header.</summary>
    public const int Length = 14;

    private const int SourceOffset = 6;
    private const int TypeOffset = 12;

    // IEEE 802.3 §3.2.6: values below 0x0600 are lengths.
    private const ushort SmallestType = 0x0600;

    /// <summary>Reads the header at the start of a frame.</summary>
    /// <param name="frame">The frame; what follows the header is ignored.</param>
    /// <param name="header">The header, when there is one.</param>
    /// <param name="error">Why there is none.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out EthernetHeader header, out EthernetDecodeError error)
    {
        header = default;
        if (frame.Length < Length)
        {
            error = EthernetDecodeError.Truncated;
            return false;
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(frame[TypeOffset..]);
        if (type < SmallestType)
        {
            error = EthernetDecodeError.LengthField;
            return false;
        }

        header = new EthernetHeader(
            MacAddress.Read(frame), MacAddress.Read(frame[SourceOffset..]), (EtherType)type);
        error = EthernetDecodeError.None;
        return true;
    }

    /// <summary>Writes the header.</summary>
    /// <returns>Octets written, always <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> frame)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frame.Length, Length, nameof(frame));
        Destination.Write(frame);
        Source.Write(frame[SourceOffset..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[TypeOffset..], (ushort)Type);
        return Length;
    }
}
