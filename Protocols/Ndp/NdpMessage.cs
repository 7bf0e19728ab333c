using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;

namespace MetalOrleans.Protocols.Ndp;

// RFC 4861 §4.3 (solicitation: flags are zero), §4.4 (advertisement), §4.6.1 (link-layer address option):
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// | Type 135, 136 |    Code = 0   |          Checksum             |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |R|S|O|                     Reserved                            |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                                                               |
// +                   Target Address, 16 octets                   +
// |                                                               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |Option = 1 or 2|   Length = 1  |    Link-Layer Address         |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
// |                                                               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>A neighbor solicitation or advertisement: one question or one answer about who has an IPv6 address.</summary>
/// <remarks>
/// <see href="https://www.rfc-editor.org/rfc/rfc4861#section-4.3">RFC 4861 §4.3, §4.4</see>. Of its options only the
/// link-layer address is read, the source's of a solicitation and the target's of an advertisement; of several the first.
/// A value type although it is large, because the responder must not allocate for a packet.
/// </remarks>
/// <param name="Type">Solicitation or advertisement.</param>
/// <param name="Flags">Flags of an advertisement.</param>
/// <param name="Target">The address asked for or told of.</param>
/// <param name="LinkLayer">The sender's link-layer address, when it says one.</param>
public readonly record struct NdpMessage(Icmpv6Type Type, NdpFlags Flags, IPv6Address Target, MacAddress? LinkLayer)
{
    /// <summary>Octets of a message without options.</summary>
    public const int HeaderLength = 24;

    /// <summary>Octets of a message with a link-layer address, the longest that is written.</summary>
    public const int LengthMax = HeaderLength + OptionUnit;

    /// <summary>Where the checksum is.</summary>
    internal const int ChecksumOffset = 2;

    private const int CodeOffset = 1;
    private const int FlagsOffset = 4;
    private const int TargetOffset = 8;

    // RFC 4861 §4.6: the length of an option is counted in units of eight octets.
    private const int OptionUnit = 8;
    private const byte OptionSourceLinkLayer = 1;
    private const byte OptionTargetLinkLayer = 2;
    private const NdpFlags KnownFlags = NdpFlags.Router | NdpFlags.Solicited | NdpFlags.Override;

    /// <summary>Octets that <see cref="Encode"/> writes.</summary>
    public int Length => LinkLayer is null ? HeaderLength : LengthMax;

    /// <summary>Reads a message; its checksum is the caller's affair, who knows the addresses.</summary>
    /// <param name="octets">The ICMPv6 message, without padding.</param>
    /// <param name="message">The message, when it is one.</param>
    /// <param name="error">Why it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> octets, out NdpMessage message, out NdpDecodeError error)
    {
        message = default;
        error = Check(octets);
        if (error != NdpDecodeError.None)
        {
            return false;
        }

        var type = (Icmpv6Type)octets[0];
        if (!TryReadLinkLayer(octets[HeaderLength..], OptionOf(type), out var linkLayer, out error))
        {
            return false;
        }

        var flags = type == Icmpv6Type.NeighborAdvertisement ? (NdpFlags)octets[FlagsOffset] & KnownFlags : NdpFlags.None;
        message = new NdpMessage(type, flags, IPv6Address.Read(octets[TargetOffset..]), linkLayer);
        return true;
    }

    /// <summary>Writes the message with a checksum of zero.</summary>
    /// <returns>Octets written, <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, Length, nameof(octets));
        octets[..HeaderLength].Clear();
        octets[0] = (byte)Type;
        octets[FlagsOffset] = (byte)Flags;
        Target.Write(octets[TargetOffset..]);
        if (LinkLayer is { } linkLayer)
        {
            octets[HeaderLength] = OptionOf(Type);
            octets[HeaderLength + 1] = 1;
            linkLayer.Write(octets[(HeaderLength + 2)..]);
        }

        return Length;
    }

    private static byte OptionOf(Icmpv6Type type) =>
        type == Icmpv6Type.NeighborSolicitation ? OptionSourceLinkLayer : OptionTargetLinkLayer;

    private static NdpDecodeError Check(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return NdpDecodeError.Truncated;
        }

        if ((Icmpv6Type)octets[0] is not (Icmpv6Type.NeighborSolicitation or Icmpv6Type.NeighborAdvertisement))
        {
            return NdpDecodeError.NotNeighbor;
        }

        if (octets.Length < HeaderLength)
        {
            return NdpDecodeError.Truncated;
        }

        if (octets[CodeOffset] != 0)
        {
            return NdpDecodeError.Code;
        }

        return IPv6Address.Read(octets[TargetOffset..]).IsMulticast ? NdpDecodeError.Target : NdpDecodeError.None;
    }

    private static bool TryReadLinkLayer(
        ReadOnlySpan<byte> options, byte wanted, out MacAddress? linkLayer, out NdpDecodeError error)
    {
        linkLayer = null;
        while (!options.IsEmpty)
        {
            var length = options.Length < 2 ? 0 : options[1] * OptionUnit;
            if (length == 0 || length > options.Length)
            {
                error = NdpDecodeError.Option;
                return false;
            }

            if (options[0] == wanted && linkLayer is null)
            {
                if (length != OptionUnit)
                {
                    error = NdpDecodeError.LinkLayerLength;
                    return false;
                }

                linkLayer = MacAddress.Read(options[2..]);
            }

            options = options[length..];
        }

        error = NdpDecodeError.None;
        return true;
    }
}
