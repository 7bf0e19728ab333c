using System.Buffers.Binary;

namespace MetalOrleans.Protocols.Bfd;

// RFC 5880 §4.1:
//
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |                       My Discriminator                        |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |                      Your Discriminator                       |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |                    Desired Min TX Interval                    |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |                   Required Min RX Interval                    |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |                 Required Min Echo RX Interval                 |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>
/// A control packet without authentication: <see href="https://www.rfc-editor.org/rfc/rfc5880#section-4.1">RFC 5880 §4.1</see>.
/// </summary>
/// <param name="State">The sender's state.</param>
/// <param name="Diagnostic">Why it last changed.</param>
/// <param name="Flags">The flags.</param>
/// <param name="DetectMultiplier">1 to 255.</param>
/// <param name="MyDiscriminator">The sender's, never zero.</param>
/// <param name="YourDiscriminator">The receiver's as the sender knows it; zero when it does not.</param>
/// <param name="DesiredMinTxMicroseconds">The sender would not send more often.</param>
/// <param name="RequiredMinRxMicroseconds">The sender cannot take more often; zero: it wants no periodic packets.</param>
/// <param name="RequiredMinEchoRxMicroseconds">The same for echo packets; zero: it loops none back.</param>
public readonly record struct BfdControlPacket(
    BfdState State,
    BfdDiagnostic Diagnostic,
    BfdControlFlags Flags,
    byte DetectMultiplier,
    uint MyDiscriminator,
    uint YourDiscriminator,
    uint DesiredMinTxMicroseconds,
    uint RequiredMinRxMicroseconds,
    uint RequiredMinEchoRxMicroseconds)
{
    /// <summary>Octets of a packet without authentication.</summary>
    public const int Length = 24;

    private const int Version = 1;
    private const int LengthMinAuthenticated = 26;
    private const int DiagnosticMask = 0x1F;
    private const int FlagsMask = 0x3F;

    /// <summary>Reads the payload of a datagram and makes every check that needs no session (RFC 5880 §6.8.6).</summary>
    /// <param name="octets">The payload; what follows the packet's own length is ignored.</param>
    /// <param name="packet">The packet, when it is valid.</param>
    /// <param name="error">Why it is not.</param>
    /// <returns>Whether it is valid.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> octets, out BfdControlPacket packet, out BfdPacketError error)
    {
        packet = default;
        if (octets.Length < Length)
        {
            error = BfdPacketError.Truncated;
            return false;
        }

        packet = new BfdControlPacket(
            (BfdState)(octets[1] >> 6),
            (BfdDiagnostic)(octets[0] & DiagnosticMask),
            (BfdControlFlags)(octets[1] & FlagsMask),
            octets[2],
            BinaryPrimitives.ReadUInt32BigEndian(octets[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(octets[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(octets[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(octets[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(octets[20..]));
        error = packet.Check(octets[0] >> 5, octets[3], octets.Length);
        return error == BfdPacketError.None;
    }

    /// <summary>Writes the packet.</summary>
    /// <param name="octets">Room for <see cref="Length"/> octets.</param>
    /// <returns>Octets written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, Length, nameof(octets));
        octets[0] = (byte)((Version << 5) | ((byte)Diagnostic & DiagnosticMask));
        octets[1] = (byte)(((byte)State << 6) | ((byte)Flags & FlagsMask));
        octets[2] = DetectMultiplier;
        octets[3] = Length;
        BinaryPrimitives.WriteUInt32BigEndian(octets[4..], MyDiscriminator);
        BinaryPrimitives.WriteUInt32BigEndian(octets[8..], YourDiscriminator);
        BinaryPrimitives.WriteUInt32BigEndian(octets[12..], DesiredMinTxMicroseconds);
        BinaryPrimitives.WriteUInt32BigEndian(octets[16..], RequiredMinRxMicroseconds);
        BinaryPrimitives.WriteUInt32BigEndian(octets[20..], RequiredMinEchoRxMicroseconds);
        return Length;
    }

    /// <summary>Whether a flag is set.</summary>
    public bool Has(BfdControlFlags flag) => (Flags & flag) != BfdControlFlags.None;

    // In the order of RFC 5880 §6.8.6; what follows needs the session.
    private BfdPacketError Check(int version, int length, int available)
    {
        if (version != Version)
        {
            return BfdPacketError.BadVersion;
        }

        if (length < (Has(BfdControlFlags.AuthenticationPresent) ? LengthMinAuthenticated : Length))
        {
            return BfdPacketError.BadLength;
        }

        if (length > available)
        {
            return BfdPacketError.Truncated;
        }

        if (DetectMultiplier == 0)
        {
            return BfdPacketError.ZeroDetectMultiplier;
        }

        if (Has(BfdControlFlags.Multipoint))
        {
            return BfdPacketError.Multipoint;
        }

        if (MyDiscriminator == 0)
        {
            return BfdPacketError.ZeroMyDiscriminator;
        }

        if (YourDiscriminator == 0 && State is (BfdState.Init or BfdState.Up))
        {
            return BfdPacketError.ZeroYourDiscriminator;
        }

        // No session here uses authentication, so none can select such a packet.
        return Has(BfdControlFlags.AuthenticationPresent) ? BfdPacketError.Authenticated : BfdPacketError.None;
    }
}
