using System.Buffers.Binary;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>The first message of each side (RFC 4271 §4.2).</summary>
/// <param name="AutonomousSystem">The speaker's autonomous system: that of its four-octet capability where it has one.</param>
/// <param name="HoldTime">The Hold Time it proposes: 0, or 3 s to 65535 s.</param>
/// <param name="Identifier">Its BGP Identifier, not 0 (RFC 6286).</param>
/// <param name="Capabilities">What it can.</param>
public sealed record BgpOpen(
    uint AutonomousSystem, TimeSpan HoldTime, IPv4Address Identifier, BgpCapabilities Capabilities)
{
    /// <summary>The version of the protocol.</summary>
    public const byte Version = 4;

    /// <summary>Stands for a number of four octets where there is room for two (RFC 6793 §9).</summary>
    public const ushort AsTrans = 23456;

    private const int FixedLength = 10;
    private const int AutonomousSystemOffset = 1;
    private const int HoldTimeOffset = 3;
    private const int IdentifierOffset = 5;
    private const int ParametersLengthOffset = 9;
    private const byte CapabilitiesParameter = 2;
    private const byte ExtendedLengthMarker = 255;
    private const int ExtendedHeadLength = 3;

    /// <summary>Reads the body of an OPEN.</summary>
    /// <param name="body">What follows the header.</param>
    /// <param name="open">The OPEN, when it is acceptable in itself.</param>
    /// <param name="error">What to say to the peer when it is not (RFC 4271 §6.2).</param>
    /// <returns>Whether it is.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> body, out BgpOpen? open, out BgpNotification? error)
    {
        open = null;
        if (body.Length < FixedLength)
        {
            error = Error(BgpErrorSubcode.Unspecific);
            return false;
        }

        var holdTime = BinaryPrimitives.ReadUInt16BigEndian(body[HoldTimeOffset..]);
        var identifier = IPv4Address.Read(body[IdentifierOffset..]);
        error = CheckFixed(body[0], holdTime, identifier);
        var capabilities = new BgpCapabilities();
        error ??= ReadParameters(body[ParametersLengthOffset..], ref capabilities);
        if (error is not null)
        {
            return false;
        }

        var system = capabilities.FourOctetAS ?? BinaryPrimitives.ReadUInt16BigEndian(body[AutonomousSystemOffset..]);
        if (system == 0)
        {
            // RFC 7607 §2.
            error = Error(BgpErrorSubcode.Open.BadPeerAS);
            return false;
        }

        open = new BgpOpen(system, TimeSpan.FromSeconds(holdTime), identifier, capabilities);
        return true;
    }

    /// <summary>Writes the whole message; the four-octet capability is always among the capabilities.</summary>
    /// <returns>Octets written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> octets)
    {
        var capabilities = BgpCapabilityWriter.Write(Capabilities with { FourOctetAS = AutonomousSystem });
        var isExtended = capabilities.Length > byte.MaxValue - 2;
        var headLength = isExtended ? ExtendedHeadLength + ExtendedHeadLength : 2;
        var length = BgpHeader.Length + FixedLength + headLength + capabilities.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, length, nameof(octets));
        BgpHeader.Write(octets, (ushort)length, BgpMessageType.Open);
        var body = octets[BgpHeader.Length..length];
        body[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(
            body[AutonomousSystemOffset..], AutonomousSystem > ushort.MaxValue ? AsTrans : (ushort)AutonomousSystem);
        BinaryPrimitives.WriteUInt16BigEndian(body[HoldTimeOffset..], (ushort)HoldTime.TotalSeconds);
        Identifier.Write(body[IdentifierOffset..]);
        WriteParameters(body[ParametersLengthOffset..], capabilities, isExtended);
        return length;
    }

    /// <summary>One parameter with all capabilities; in the extended form of RFC 9072 when they are too long for the other.</summary>
    private static void WriteParameters(Span<byte> octets, byte[] capabilities, bool isExtended)
    {
        if (isExtended)
        {
            octets[0] = ExtendedLengthMarker;
            octets[1] = ExtendedLengthMarker;
            BinaryPrimitives.WriteUInt16BigEndian(octets[2..], (ushort)(ExtendedHeadLength + capabilities.Length));
            octets[4] = CapabilitiesParameter;
            BinaryPrimitives.WriteUInt16BigEndian(octets[5..], (ushort)capabilities.Length);
            capabilities.CopyTo(octets[7..]);
            return;
        }

        octets[0] = (byte)(2 + capabilities.Length);
        octets[1] = CapabilitiesParameter;
        octets[2] = (byte)capabilities.Length;
        capabilities.CopyTo(octets[3..]);
    }

    private static BgpNotification? CheckFixed(byte version, ushort holdTime, IPv4Address identifier) =>
        version != Version
            ? new BgpNotification(BgpErrorCode.OpenMessage, BgpErrorSubcode.Open.UnsupportedVersionNumber, [0, Version])
        : holdTime is 1 or 2 ? Error(BgpErrorSubcode.Open.UnacceptableHoldTime)
        : identifier == IPv4Address.Any ? Error(BgpErrorSubcode.Open.BadBgpIdentifier)
        : null;

    /// <summary>Reads the parameters from their length on (RFC 4271 §4.2, RFC 9072 §2).</summary>
    private static BgpNotification? ReadParameters(ReadOnlySpan<byte> octets, ref BgpCapabilities capabilities)
    {
        var isExtended = octets is [not 0, ExtendedLengthMarker, ..];
        var headLength = isExtended ? ExtendedHeadLength : 2;
        int length = octets[0];
        var parameters = octets[1..];
        if (isExtended)
        {
            if (octets.Length < 1 + ExtendedHeadLength)
            {
                return Error(BgpErrorSubcode.Unspecific);
            }

            length = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
            parameters = octets[(1 + ExtendedHeadLength)..];
        }

        if (parameters.Length != length)
        {
            return Error(BgpErrorSubcode.Unspecific);
        }

        while (!parameters.IsEmpty)
        {
            if (parameters.Length < headLength)
            {
                return Error(BgpErrorSubcode.Unspecific);
            }

            var type = parameters[0];
            int size = isExtended ? BinaryPrimitives.ReadUInt16BigEndian(parameters[1..]) : parameters[1];
            if (parameters.Length < headLength + size)
            {
                return Error(BgpErrorSubcode.Unspecific);
            }

            if (type != CapabilitiesParameter)
            {
                return Error(BgpErrorSubcode.Open.UnsupportedOptionalParameter);
            }

            if (!BgpCapabilityReader.TryRead(parameters.Slice(headLength, size), ref capabilities))
            {
                return Error(BgpErrorSubcode.Unspecific);
            }

            parameters = parameters[(headLength + size)..];
        }

        return null;
    }

    private static BgpNotification Error(byte subcode) => new(BgpErrorCode.OpenMessage, subcode);
}
