using System.Buffers.Binary;

namespace MetalOrleans.Lab.Traffic;

/// <summary>A TCP segment over IPv4 as a tap sees it: with an Ethernet header, and as large as virtual cables let it be.</summary>
/// <param name="Source">The sender's address.</param>
/// <param name="SourcePort">The sender's port.</param>
/// <param name="DestinationPort">The receiver's port.</param>
/// <param name="Sequence">The number of the first octet.</param>
/// <param name="IsFirst">Whether it opens the connection (SYN).</param>
/// <param name="PayloadOffset">Where in the frame the octets begin.</param>
/// <param name="PayloadLength">How many octets there are.</param>
internal readonly record struct TcpSegment(
    uint Source, ushort SourcePort, ushort DestinationPort, uint Sequence, bool IsFirst, int PayloadOffset, int PayloadLength)
{
    private const int EthernetLength = 14;
    private const int HeadersLengthMin = EthernetLength + 20 + 20;
    private const byte Tcp = 6;
    private const byte Syn = 0x02;

    /// <summary>Reads a frame; null when it is something else.</summary>
    public static TcpSegment? Read(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < HeadersLengthMin || frame[EthernetLength + 9] != Tcp)
        {
            return null;
        }

        var header = (frame[EthernetLength] & 0xF) * 4;
        var total = BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetLength + 2)..]);
        if (frame.Length < EthernetLength + header + 20)
        {
            return null;
        }

        var tcp = frame[(EthernetLength + header)..];
        var offset = EthernetLength + header + ((tcp[12] >> 4) * 4);
        // A segment above 65535 octets, as virtual cables carry them, has no total length; a short one is padded.
        var end = total == 0 ? frame.Length : Math.Min(frame.Length, EthernetLength + total);
        return new TcpSegment(
            BinaryPrimitives.ReadUInt32BigEndian(frame[(EthernetLength + 12)..]),
            BinaryPrimitives.ReadUInt16BigEndian(tcp),
            BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]),
            (tcp[13] & Syn) != 0,
            offset,
            Math.Max(0, end - offset));
    }
}
