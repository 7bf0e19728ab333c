using System.Buffers.Binary;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>Writes one UPDATE that withdraws, prefix by prefix, until the message is full. Allocates nothing.</summary>
public ref struct BgpUnreachWriter
{
    private const int LengthOctets = 2;
    private const int MpUnreachHead = 4 + 3;
    private const int WithdrawnOffset = BgpHeader.Length + LengthOctets;
    private const int AttributesOffset = WithdrawnOffset + LengthOctets;

    private readonly Span<byte> _message;
    private readonly BgpFamily _family;
    private readonly bool _isMultiprotocol;
    private readonly int _limit;
    private int _at;

    /// <summary>Begins a message.</summary>
    /// <param name="message">Room for the longest message of the session.</param>
    /// <param name="isIPv4">The family of all its prefixes.</param>
    /// <param name="isMultiprotocol">Whether they were announced in MP_REACH_NLRI; always so for IPv6.</param>
    /// <param name="terms">What the session agreed upon.</param>
    public BgpUnreachWriter(Span<byte> message, bool isIPv4, bool isMultiprotocol, BgpSessionTerms terms)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(message.Length, terms.MessageLengthMax, nameof(message));
        _message = message[..terms.MessageLengthMax];
        _family = isIPv4 ? BgpFamily.IPv4Unicast : BgpFamily.IPv6Unicast;
        _isMultiprotocol = isMultiprotocol || !isIPv4;
        // In the classic form the length of the attributes follows.
        _limit = _message.Length - (_isMultiprotocol ? 0 : LengthOctets);
        _at = _isMultiprotocol ? AttributesOffset + MpUnreachHead : WithdrawnOffset;
    }

    /// <summary>Prefixes in the message.</summary>
    public int Count { get; private set; }

    /// <summary>Writes the End-of-RIB of a family: all initial routes have been sent (RFC 4724 §2).</summary>
    /// <returns>Octets written.</returns>
    public static int WriteEndOfRib(Span<byte> message, BgpFamily family) =>
        new BgpUnreachWriter(message, family == BgpFamily.IPv4Unicast, isMultiprotocol: false, default).Finish();

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

    /// <summary>Ends the message. Without any prefix it is the family's End-of-RIB (RFC 4724 §2).</summary>
    /// <returns>Its octets.</returns>
    public readonly int Finish()
    {
        var end = _at;
        if (_isMultiprotocol)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_message[BgpHeader.Length..], 0);
            BinaryPrimitives.WriteUInt16BigEndian(_message[WithdrawnOffset..], (ushort)(end - AttributesOffset));
            var head = _message[AttributesOffset..];
            head[0] = (byte)(BgpAttributeFlags.Optional | BgpAttributeFlags.ExtendedLength);
            head[1] = (byte)BgpAttributeType.MpUnreach;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(end - AttributesOffset - (2 * LengthOctets)));
            BinaryPrimitives.WriteUInt16BigEndian(head[4..], _family.Afi);
            head[6] = _family.Safi;
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(_message[BgpHeader.Length..], (ushort)(end - WithdrawnOffset));
            BinaryPrimitives.WriteUInt16BigEndian(_message[end..], 0);
            end += LengthOctets;
        }

        BgpHeader.Write(_message, (ushort)end, BgpMessageType.Update);
        return end;
    }
}
