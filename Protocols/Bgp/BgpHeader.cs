using System.Buffers.Binary;

namespace MetalOrleans.Protocols.Bgp;

// RFC 4271 §4.1:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                                                               |
// +                   Marker: sixteen octets of ones              +
// |                                                               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |            Length             |      Type     |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>What every BGP message begins with (RFC 4271 §4.1).</summary>
/// <param name="MessageLength">Octets of the whole message, this header included.</param>
/// <param name="Type">The type; always one that is known.</param>
public readonly record struct BgpHeader(int MessageLength, BgpMessageType Type)
{
    /// <summary>Octets of a header.</summary>
    public const int Length = 19;

    /// <summary>The longest message (RFC 4271 §4.1).</summary>
    public const int MessageLengthMax = 4096;

    /// <summary>The longest message when both sides can have extended ones (RFC 8654 §4), OPEN and KEEPALIVE excepted.</summary>
    public const int ExtendedMessageLengthMax = 65535;

    private const int MarkerLength = 16;
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int OpenLengthMin = 29;
    private const int UpdateLengthMin = 23;
    private const int NotificationLengthMin = 21;
    private const int RouteRefreshLengthMin = 23;

    /// <summary>Octets that follow the header.</summary>
    public int BodyLength => MessageLength - Length;

    /// <summary>Reads a header.</summary>
    /// <param name="octets">At least <see cref="Length"/> octets.</param>
    /// <param name="isExtended">Whether both sides announced extended messages.</param>
    /// <param name="header">The header, when it is one.</param>
    /// <param name="error">What to say to the peer when it is none (RFC 4271 §6.1).</param>
    /// <returns>Whether it is one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than <see cref="Length"/> octets.</exception>
    public static bool TryDecode(
        ReadOnlySpan<byte> octets, bool isExtended, out BgpHeader header, out BgpNotification? error)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, Length, nameof(octets));
        header = default;
        if (octets[..MarkerLength].ContainsAnyExcept((byte)0xFF))
        {
            error = new BgpNotification(BgpErrorCode.MessageHeader, BgpErrorSubcode.Header.ConnectionNotSynchronized);
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(octets[LengthOffset..]);
        var type = (BgpMessageType)octets[TypeOffset];
        error = Check(length, type, isExtended);
        if (error is not null)
        {
            return false;
        }

        header = new BgpHeader(length, type);
        return true;
    }

    /// <summary>Writes a header.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public static void Write(Span<byte> octets, ushort messageLength, BgpMessageType type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, Length, nameof(octets));
        octets[..MarkerLength].Fill(0xFF);
        BinaryPrimitives.WriteUInt16BigEndian(octets[LengthOffset..], messageLength);
        octets[TypeOffset] = (byte)type;
    }

    /// <summary>Writes a KEEPALIVE, which is a header and nothing else (RFC 4271 §4.4).</summary>
    /// <returns>Octets written, always <see cref="Length"/>.</returns>
    public static int WriteKeepalive(Span<byte> octets)
    {
        Write(octets, Length, BgpMessageType.Keepalive);
        return Length;
    }

    private static BgpNotification? Check(ushort length, BgpMessageType type, bool isExtended)
    {
        var (min, max) = type switch
        {
            BgpMessageType.Open => (OpenLengthMin, MessageLengthMax),
            BgpMessageType.Update => (UpdateLengthMin, LongestOf(isExtended)),
            BgpMessageType.Notification => (NotificationLengthMin, LongestOf(isExtended)),
            BgpMessageType.Keepalive => (Length, Length),
            // Its exact length is judged with its own error code (RFC 7313 §5).
            BgpMessageType.RouteRefresh => (RouteRefreshLengthMin, LongestOf(isExtended)),
            _ => (0, 0),
        };
        if (max == 0)
        {
            return new BgpNotification(BgpErrorCode.MessageHeader, BgpErrorSubcode.Header.BadMessageType, [(byte)type]);
        }

        return length < min || length > max
            ? new BgpNotification(
                BgpErrorCode.MessageHeader, BgpErrorSubcode.Header.BadMessageLength, [(byte)(length >> 8), (byte)length])
            : null;
    }

    private static int LongestOf(bool isExtended) => isExtended ? ExtendedMessageLengthMax : MessageLengthMax;
}
