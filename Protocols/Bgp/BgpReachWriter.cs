using System.Buffers.Binary;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Writes one UPDATE that announces, prefix by prefix, until the message is full. Allocates nothing.</summary>
/// <remarks>
/// IPv4 prefixes with an IPv4 next hop stand behind the attributes (RFC 4271 §4.3); all others in MP_REACH_NLRI, which comes first
/// among the attributes so that a peer finds the prefixes whatever else it cannot read (RFC 7606 §5.1). Then the other attributes are
/// kept at the end of the room, to be moved behind the prefixes when it is known how many there are.
/// </remarks>
public ref struct BgpReachWriter
{
    private const int LengthOctets = 2;
    private const int AttributesLengthOffset = BgpHeader.Length + LengthOctets;
    private const int AttributesOffset = AttributesLengthOffset + LengthOctets;
    private const int MpReachHead = 4 + 5;

    private readonly Span<byte> _message;
    private readonly int _prefixesAt;
    private readonly int _limit;
    private int _at;

    private BgpReachWriter(Span<byte> message, int prefixesAt, int kept)
    {
        _message = message;
        _prefixesAt = _at = prefixesAt;
        _limit = message.Length - kept;
    }

    /// <summary>Prefixes in the message.</summary>
    public int Count { get; private set; }

    /// <summary>Begins a message.</summary>
    /// <param name="message">Room for the longest message of the session; what the attributes leave is for prefixes.</param>
    /// <param name="attributes">The attributes of all its prefixes.</param>
    /// <param name="isIPv4">The family of all its prefixes.</param>
    /// <param name="terms">What the session agreed upon.</param>
    /// <param name="writer">The message that was begun.</param>
    /// <returns>Whether the attributes leave room for any prefix.</returns>
    public static bool TryBegin(
        Span<byte> message, BgpPathAttributes attributes, bool isIPv4, BgpSessionTerms terms, out BgpReachWriter writer)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentOutOfRangeException.ThrowIfLessThan(message.Length, terms.MessageLengthMax, nameof(message));
        message = message[..terms.MessageLengthMax];
        writer = default;
        var isClassic = isIPv4 && attributes.NextHop.IsIPv4;
        var others = new BgpAttributeWriter(message[AttributesOffset..]);
        if (!others.TryWrite(attributes, isClassic, terms))
        {
            return false;
        }

        // Withdrawn routes: none.
        BinaryPrimitives.WriteUInt16BigEndian(message[BgpHeader.Length..], 0);
        if (isClassic)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message[AttributesLengthOffset..], (ushort)others.Written);
            writer = new BgpReachWriter(message, AttributesOffset + others.Written, kept: 0);
            return writer._prefixesAt + BgpPrefix.EncodedLengthMax(isIPv4) <= writer._limit;
        }

        var prefixesAt = AttributesOffset + MpReachHead + NextHopLength(attributes);
        if (prefixesAt + BgpPrefix.EncodedLengthMax(isIPv4) + others.Written > message.Length)
        {
            return false;
        }

        message.Slice(AttributesOffset, others.Written).CopyTo(message[^others.Written..]);
        WriteMpReachHead(message[AttributesOffset..], attributes, isIPv4 ? BgpFamily.IPv4Unicast : BgpFamily.IPv6Unicast);
        writer = new BgpReachWriter(message, prefixesAt, others.Written);
        return true;
    }

    /// <summary>Adds a prefix of the message's family.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool TryAdd(BgpPrefix prefix)
    {
        if (_at + prefix.EncodedLength > _limit)
        {
            return false;
        }

        _at += prefix.Write(_message[_at.._limit]);
        Count++;
        return true;
    }

    /// <summary>Ends the message.</summary>
    /// <returns>Its octets.</returns>
    public readonly int Finish()
    {
        var end = _at;
        var kept = _message.Length - _limit;
        if (kept > 0)
        {
            _message[_limit..].CopyTo(_message[end..]);
            end += kept;
            BinaryPrimitives.WriteUInt16BigEndian(_message[AttributesLengthOffset..], (ushort)(end - AttributesOffset));
            BinaryPrimitives.WriteUInt16BigEndian(
                _message[(AttributesOffset + LengthOctets)..], (ushort)(_at - AttributesOffset - (2 * LengthOctets)));
        }

        BgpHeader.Write(_message, (ushort)end, BgpMessageType.Update);
        return end;
    }

    private static int NextHopLength(BgpPathAttributes attributes) =>
        attributes.NextHop.IsIPv4 ? IPv4Address.Length
        : attributes.NextHopLinkLocal is null ? IPv6Address.Length
        : 2 * IPv6Address.Length;

    private static void WriteMpReachHead(Span<byte> octets, BgpPathAttributes attributes, BgpFamily family)
    {
        var nextHopLength = NextHopLength(attributes);
        octets[0] = (byte)(BgpAttributeFlags.Optional | BgpAttributeFlags.ExtendedLength);
        octets[1] = (byte)BgpAttributeType.MpReach;
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
}
