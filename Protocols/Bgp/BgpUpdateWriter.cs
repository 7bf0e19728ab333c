using System.Buffers.Binary;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Writes UPDATEs: as many prefixes with equal attributes as a message holds. Allocates nothing.</summary>
/// <remarks>
/// IPv4 prefixes with an IPv4 next hop stand behind the attributes (RFC 4271 §4.3); all others in MP_REACH_NLRI, which comes first
/// among the attributes so that a peer finds the prefixes whatever else it cannot read (RFC 7606 §5.1).
/// </remarks>
public static class BgpUpdateWriter
{
    private const int LengthOctets = 2;
    private const int BodyOffset = BgpHeader.Length;
    private const int MpReachHead = 4 + 5;
    private const int MpUnreachHead = 4 + 3;

    /// <summary>Writes the first prefixes of a list with their attributes.</summary>
    /// <param name="message">Room for the longest message of the session; what the attributes leave is for prefixes.</param>
    /// <param name="attributes">The attributes of all of them.</param>
    /// <param name="prefixes">Prefixes of one family, at least one.</param>
    /// <param name="terms">What the session agreed upon.</param>
    /// <param name="taken">How many of them are in the message; 0 when the attributes leave no room for one.</param>
    /// <returns>Octets written; 0 when none is.</returns>
    public static int WriteReach(
        Span<byte> message, BgpPathAttributes attributes, ReadOnlySpan<BgpPrefix> prefixes, BgpSessionTerms terms, out int taken)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentOutOfRangeException.ThrowIfZero(prefixes.Length, nameof(prefixes));
        message = Limit(message, terms);
        var isClassic = prefixes[0].IsIPv4 && attributes.NextHop.IsIPv4;
        // Withdrawn routes: none.
        BinaryPrimitives.WriteUInt16BigEndian(message[BodyOffset..], 0);
        var attributesAt = BodyOffset + (2 * LengthOctets);
        var length = isClassic
            ? WriteClassic(message, attributesAt, attributes, prefixes, terms, out taken)
            : WriteMultiprotocol(message, attributesAt, attributes, prefixes, terms, out taken);
        return taken == 0 ? 0 : Finish(message, length);
    }

    /// <summary>Writes the first prefixes of a list as withdrawn.</summary>
    /// <param name="message">Room for the longest message of the session.</param>
    /// <param name="prefixes">Prefixes of one family, at least one.</param>
    /// <param name="isMultiprotocol">Whether they were announced in MP_REACH_NLRI; always so for IPv6.</param>
    /// <param name="terms">What the session agreed upon.</param>
    /// <param name="taken">How many of them are in the message.</param>
    /// <returns>Octets written.</returns>
    public static int WriteUnreach(
        Span<byte> message, ReadOnlySpan<BgpPrefix> prefixes, bool isMultiprotocol, BgpSessionTerms terms, out int taken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(prefixes.Length, nameof(prefixes));
        message = Limit(message, terms);
        if (prefixes[0].IsIPv4 && !isMultiprotocol)
        {
            var at = BodyOffset + LengthOctets;
            var end = WritePrefixes(message[..^LengthOctets], at, prefixes, out taken);
            BinaryPrimitives.WriteUInt16BigEndian(message[BodyOffset..], (ushort)(end - at));
            BinaryPrimitives.WriteUInt16BigEndian(message[end..], 0);
            return Finish(message, end + LengthOctets);
        }

        BinaryPrimitives.WriteUInt16BigEndian(message[BodyOffset..], 0);
        var attributesAt = BodyOffset + (2 * LengthOctets);
        var prefixesAt = attributesAt + MpUnreachHead;
        var after = WritePrefixes(message, prefixesAt, prefixes, out taken);
        WriteMpUnreachHead(message[attributesAt..], prefixes[0].Family, after - prefixesAt);
        BinaryPrimitives.WriteUInt16BigEndian(message[(BodyOffset + LengthOctets)..], (ushort)(after - attributesAt));
        return Finish(message, after);
    }

    /// <summary>Writes the End-of-RIB of a family: all initial routes have been sent (RFC 4724 §2).</summary>
    /// <returns>Octets written.</returns>
    public static int WriteEndOfRib(Span<byte> message, BgpFamily family)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message[BodyOffset..], 0);
        var attributesAt = BodyOffset + (2 * LengthOctets);
        var length = family == BgpFamily.IPv4Unicast ? 0 : MpUnreachHead;
        BinaryPrimitives.WriteUInt16BigEndian(message[(BodyOffset + LengthOctets)..], (ushort)length);
        if (length > 0)
        {
            WriteMpUnreachHead(message[attributesAt..], family, prefixesLength: 0);
        }

        return Finish(message, attributesAt + length);
    }

    private static Span<byte> Limit(Span<byte> message, BgpSessionTerms terms)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(message.Length, terms.MessageLengthMax, nameof(message));
        return message[..terms.MessageLengthMax];
    }

    private static int WriteClassic(
        Span<byte> message,
        int attributesAt,
        BgpPathAttributes attributes,
        ReadOnlySpan<BgpPrefix> prefixes,
        BgpSessionTerms terms,
        out int taken)
    {
        taken = 0;
        var writer = new BgpAttributeWriter(message[attributesAt..]);
        if (!writer.TryWrite(attributes, isClassic: true, terms))
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(message[(BodyOffset + LengthOctets)..], (ushort)writer.Written);
        return WritePrefixes(message, attributesAt + writer.Written, prefixes, out taken);
    }

    /// <summary>
    /// The other attributes' length is needed first, to know what is left for prefixes: they are written where the prefixes would
    /// end at the latest, and moved behind those that fitted.
    /// </summary>
    private static int WriteMultiprotocol(
        Span<byte> message,
        int attributesAt,
        BgpPathAttributes attributes,
        ReadOnlySpan<BgpPrefix> prefixes,
        BgpSessionTerms terms,
        out int taken)
    {
        taken = 0;
        var writer = new BgpAttributeWriter(message[attributesAt..]);
        if (!writer.TryWrite(attributes, isClassic: false, terms))
        {
            return 0;
        }

        var rest = writer.Written;
        var nextHopLength = NextHopLength(attributes);
        var prefixesAt = attributesAt + MpReachHead + nextHopLength;
        if (prefixesAt + rest > message.Length)
        {
            return 0;
        }

        Span<byte> others = message.Slice(message.Length - rest, rest);
        message.Slice(attributesAt, rest).CopyTo(others);
        var end = WritePrefixes(message[..^rest], prefixesAt, prefixes, out taken);
        if (taken == 0)
        {
            return 0;
        }

        WriteMpReachHead(message[attributesAt..], attributes, prefixes[0].Family, nextHopLength, end - prefixesAt);
        others.CopyTo(message[end..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[(BodyOffset + LengthOctets)..], (ushort)(end + rest - attributesAt));
        return end + rest;
    }

    private static int WritePrefixes(Span<byte> message, int at, ReadOnlySpan<BgpPrefix> prefixes, out int taken)
    {
        taken = 0;
        foreach (var prefix in prefixes)
        {
            if (at + prefix.EncodedLength > message.Length)
            {
                break;
            }

            at += prefix.Write(message[at..]);
            taken++;
        }

        return at;
    }

    private static int NextHopLength(BgpPathAttributes attributes) =>
        attributes.NextHop.IsIPv4 ? IPv4Address.Length
        : attributes.NextHopLinkLocal is null ? IPv6Address.Length
        : 2 * IPv6Address.Length;

    private static void WriteMpReachHead(
        Span<byte> octets, BgpPathAttributes attributes, BgpFamily family, int nextHopLength, int prefixesLength)
    {
        octets[0] = (byte)(BgpAttributeFlags.Optional | BgpAttributeFlags.ExtendedLength);
        octets[1] = (byte)BgpAttributeType.MpReach;
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], (ushort)(5 + nextHopLength + prefixesLength));
        BinaryPrimitives.WriteUInt16BigEndian(octets[4..], family.Afi);
        octets[6] = family.Safi;
        octets[7] = (byte)nextHopLength;
        if (attributes.NextHop.IsIPv4)
        {
            attributes.NextHop.IPv4.Write(octets[8..]);
        }
        else
        {
            attributes.NextHop.IPv6.Write(octets[8..]);
            attributes.NextHopLinkLocal?.Write(octets[(8 + IPv6Address.Length)..]);
        }

        octets[8 + nextHopLength] = 0;
    }

    private static void WriteMpUnreachHead(Span<byte> octets, BgpFamily family, int prefixesLength)
    {
        octets[0] = (byte)(BgpAttributeFlags.Optional | BgpAttributeFlags.ExtendedLength);
        octets[1] = (byte)BgpAttributeType.MpUnreach;
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], (ushort)(3 + prefixesLength));
        BinaryPrimitives.WriteUInt16BigEndian(octets[4..], family.Afi);
        octets[6] = family.Safi;
    }

    private static int Finish(Span<byte> message, int length)
    {
        BgpHeader.Write(message, (ushort)length, BgpMessageType.Update);
        return length;
    }
}
