using System.Buffers.Binary;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.IP;

namespace MetalOrleans.Protocols.Icmp;

/// <summary>An echo request (ping) of either family in its frame.</summary>
/// <remarks>
/// <see href="https://www.rfc-editor.org/rfc/rfc792">RFC 792</see> and
/// <see href="https://www.rfc-editor.org/rfc/rfc4443#section-4.1">RFC 4443 §4.1</see>: type, code, checksum, identifier,
/// sequence number, and data that the reply repeats.
/// </remarks>
/// <param name="Source">The one who asks.</param>
/// <param name="Target">The address asked.</param>
/// <param name="MessageOffset">Where the message begins in the frame.</param>
/// <param name="MessageLength">Its octets.</param>
public readonly record struct EchoRequest(IPAddressValue Source, IPAddressValue Target, int MessageOffset, int MessageLength)
{
    private const int MessageLengthMin = 8;
    private const int ChecksumOffset = 2;

    // RFC 1700: the default time to live.
    private const byte HopLimit = 64;

    /// <summary>Octets of the reply's frame.</summary>
    public int ReplyLength => MessageOffset + MessageLength;

    /// <summary>Reads a frame; padding behind the packet is ignored.</summary>
    /// <param name="frame">The frame from its destination address on.</param>
    /// <param name="mac">The address of the interface that received it.</param>
    /// <param name="request">The request, when it is one.</param>
    /// <param name="error">Why it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> frame, MacAddress mac, out EchoRequest request, out EchoDecodeError error)
    {
        request = default;
        if (!EthernetHeader.TryDecode(frame, out var ethernet, out _)
            || ethernet.Type is not (EtherType.IPv4 or EtherType.IPv6))
        {
            error = EchoDecodeError.NotIP;
            return false;
        }

        var isHeaderGood = ethernet.Type == EtherType.IPv4
            ? TryDecodeIPv4(frame, out request)
            : TryDecodeIPv6(frame, out request);
        error = isHeaderGood ? request.Check(frame, ethernet, mac) : EchoDecodeError.Header;
        return error == EchoDecodeError.None;
    }

    /// <summary>Writes the reply: to the station that the request came from, from the address asked, with the same data.</summary>
    /// <param name="frame">The frame that was read.</param>
    /// <param name="mac">The address of the interface that received it.</param>
    /// <param name="reply">Room for <see cref="ReplyLength"/> octets.</param>
    /// <returns>Octets written, <see cref="ReplyLength"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int EncodeReply(ReadOnlySpan<byte> frame, MacAddress mac, Span<byte> reply)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reply.Length, ReplyLength, nameof(reply));
        var to = MacAddress.Read(frame[MacAddress.Length..]);
        new EthernetHeader(to, mac, Target.IsIPv4 ? EtherType.IPv4 : EtherType.IPv6).Encode(reply);
        var packet = reply[EthernetHeader.Length..];
        var message = reply.Slice(MessageOffset, MessageLength);
        frame.Slice(MessageOffset, MessageLength).CopyTo(message);
        message[ChecksumOffset..(ChecksumOffset + sizeof(ushort))].Clear();
        if (Target.IsIPv4)
        {
            message[0] = (byte)IcmpType.EchoReply;
            new IPv4Header(Target.IPv4, Source.IPv4, IPProtocol.Icmp, HopLimit, (ushort)MessageLength).Encode(packet);
        }
        else
        {
            message[0] = (byte)Icmpv6Type.EchoReply;
            new IPv6Header(Target.IPv6, Source.IPv6, IPProtocol.Icmpv6, HopLimit, (ushort)MessageLength).Encode(packet);
        }

        BinaryPrimitives.WriteUInt16BigEndian(message[ChecksumOffset..], Checksum(message));
        return ReplyLength;
    }

    private static bool TryDecodeIPv4(ReadOnlySpan<byte> frame, out EchoRequest request)
    {
        var isOne = IPv4Header.TryDecode(frame[EthernetHeader.Length..], out var header, out _)
            && header.Protocol == IPProtocol.Icmp;
        request = new EchoRequest(
            header.Source, header.Destination, EthernetHeader.Length + IPv4Header.Length, header.PayloadLength);
        return isOne;
    }

    private static bool TryDecodeIPv6(ReadOnlySpan<byte> frame, out EchoRequest request)
    {
        var isOne = IPv6Header.TryDecode(frame[EthernetHeader.Length..], out var header, out _)
            && header.NextHeader == IPProtocol.Icmpv6
            && !header.Source.IsIPv4Mapped && !header.Destination.IsIPv4Mapped;
        request = new EchoRequest(
            header.Source, header.Destination, EthernetHeader.Length + IPv6Header.Length, header.PayloadLength);
        return isOne;
    }

    private EchoDecodeError Check(ReadOnlySpan<byte> frame, in EthernetHeader ethernet, MacAddress mac)
    {
        var message = frame.Slice(MessageOffset, MessageLength);
        var asked = Target.IsIPv4 ? (byte)IcmpType.EchoRequest : (byte)Icmpv6Type.EchoRequest;
        if (message.Length < MessageLengthMin)
        {
            return EchoDecodeError.Message;
        }

        if (message[0] != asked || message[1] != 0)
        {
            return EchoDecodeError.NotEchoRequest;
        }

        if (Checksum(message) != 0)
        {
            return EchoDecodeError.Message;
        }

        if (ethernet.Destination != mac)
        {
            return EchoDecodeError.BadDestination;
        }

        return ethernet.Source.IsGroup || !IsStation(Source) ? EchoDecodeError.BadSender : EchoDecodeError.None;
    }

    private ushort Checksum(ReadOnlySpan<byte> message) => Target.IsIPv4
        ? InternetChecksum.Of(message)
        : InternetChecksum.OfIcmpv6(Source.IPv6, Target.IPv6, message);

    // RFC 1122 §3.2.1.3: neither "this host" nor a group nor everybody is a sender; 224.0.0.0 and above are groups.
    private static bool IsStation(IPAddressValue address) => address.IsIPv4
        ? address.IPv4.Value is not 0 and < 0xE000_0000
        : !address.IPv6.IsAny && !address.IPv6.IsMulticast;
}
