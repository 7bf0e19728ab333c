using System.Buffers.Binary;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.IP;
using MetalOrleans.Protocols.Icmp;

namespace MetalOrleans.Protocols.Ndp;

/// <summary>A neighbor solicitation or advertisement in its Ethernet frame, and the frames that an announcer sends.</summary>
/// <param name="Destination">The station, or group of stations, that the frame is for.</param>
/// <param name="Source">The station that sent the frame; not always the one the message tells of.</param>
/// <param name="DestinationAddress">The address, or group, that the packet is for.</param>
/// <param name="SourceAddress">The sender's address; :: when it has none yet.</param>
/// <param name="Message">The message.</param>
public readonly record struct NdpFrame(
    MacAddress Destination,
    MacAddress Source,
    IPv6Address DestinationAddress,
    IPv6Address SourceAddress,
    NdpMessage Message)
{
    /// <summary>Octets of the longest frame that is written.</summary>
    public const int LengthMax = MessageOffset + NdpMessage.LengthMax;

    // RFC 4861 §4.3: a packet from another link has been forwarded, and lost at least one hop.
    private const byte HopLimit = 255;
    private const int MessageOffset = EthernetHeader.Length + IPv6Header.Length;

    /// <summary>Octets that <see cref="Encode"/> writes.</summary>
    public int Length => MessageOffset + Message.Length;

    /// <summary>
    /// Whether it asks if an address is free: a solicitation from :: (duplicate address detection,
    /// <see href="https://www.rfc-editor.org/rfc/rfc4862#section-5.4.2">RFC 4862 §5.4.2</see>).
    /// </summary>
    public bool IsProbe => Message.Type == Icmpv6Type.NeighborSolicitation && SourceAddress.IsAny;

    /// <summary>Reads a frame and checks all that a receiver must (RFC 4861 §7.1.1, §7.1.2); padding is ignored.</summary>
    /// <param name="octets">The frame from its destination address on.</param>
    /// <param name="frame">The frame, when it is a valid one.</param>
    /// <param name="error">Why it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> octets, out NdpFrame frame, out NdpDecodeError error)
    {
        frame = default;
        if (!TryDecodeHeaders(octets, out var ethernet, out var ip, out error))
        {
            return false;
        }

        var message = octets.Slice(MessageOffset, ip.PayloadLength);
        if (InternetChecksum.OfIcmpv6(ip.Source, ip.Destination, message) != 0)
        {
            error = NdpDecodeError.Checksum;
            return false;
        }

        if (!NdpMessage.TryDecode(message, out var decoded, out error))
        {
            return false;
        }

        frame = new NdpFrame(ethernet.Destination, ethernet.Source, ip.Destination, ip.Source, decoded);
        error = frame.CheckAddresses();
        return error == NdpDecodeError.None;
    }

    /// <summary>Writes the frame with its checksum.</summary>
    /// <returns>Octets written, <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, Length, nameof(octets));
        new EthernetHeader(Destination, Source, EtherType.IPv6).Encode(octets);
        new IPv6Header(SourceAddress, DestinationAddress, IPProtocol.Icmpv6, HopLimit, (ushort)Message.Length)
            .Encode(octets[EthernetHeader.Length..]);
        var message = octets.Slice(MessageOffset, Message.Length);
        Message.Encode(message);
        BinaryPrimitives.WriteUInt16BigEndian(
            message[NdpMessage.ChecksumOffset..],
            InternetChecksum.OfIcmpv6(SourceAddress, DestinationAddress, message));
        return Length;
    }

    /// <summary>
    /// The answer to a solicitation: unicast to the one who asked, solicited and without override (L-082). Who asks from ::
    /// whether the address is free is told before everybody that it is not (RFC 4861 §7.2.4, RFC 4862 §5.4.4).
    /// </summary>
    /// <remarks>
    /// It comes from the address that was asked for: some askers accept no other. It is sent to the link-layer address that
    /// the solicitation names, or else to the one it came from.
    /// </remarks>
    /// <param name="solicitation">The solicitation.</param>
    /// <param name="mac">The address of the interface that received it.</param>
    public static NdpFrame AnswerTo(in NdpFrame solicitation, MacAddress mac)
    {
        var target = solicitation.Message.Target;
        return solicitation.IsProbe
            ? Unsolicited(target, mac)
            : new NdpFrame(
                solicitation.Message.LinkLayer ?? solicitation.Source,
                mac,
                solicitation.SourceAddress,
                target,
                new NdpMessage(Icmpv6Type.NeighborAdvertisement, NdpFlags.Solicited, target, mac));
    }

    /// <summary>
    /// Tells every node on the link that the interface has an address now, replacing what they knew (L-083;
    /// <see href="https://www.rfc-editor.org/rfc/rfc4861#section-7.2.6">RFC 4861 §7.2.6</see>).
    /// </summary>
    public static NdpFrame Unsolicited(IPv6Address address, MacAddress mac) => new(
        MacAddress.ForGroup(IPv6Address.AllNodes),
        mac,
        IPv6Address.AllNodes,
        address,
        new NdpMessage(Icmpv6Type.NeighborAdvertisement, NdpFlags.Override, address, mac));

    /// <summary>The question whether anybody uses an address, asked without claiming it (RFC 4862 §5.4.2).</summary>
    public static NdpFrame Probe(IPv6Address address, MacAddress mac) => new(
        MacAddress.ForGroup(address.SolicitedNodeGroup),
        mac,
        address.SolicitedNodeGroup,
        IPv6Address.Any,
        new NdpMessage(Icmpv6Type.NeighborSolicitation, NdpFlags.None, address, LinkLayer: null));

    private static bool TryDecodeHeaders(
        ReadOnlySpan<byte> octets, out EthernetHeader ethernet, out IPv6Header ip, out NdpDecodeError error)
    {
        ip = default;
        if (!EthernetHeader.TryDecode(octets, out ethernet, out var ethernetError))
        {
            error = ethernetError == EthernetDecodeError.Truncated ? NdpDecodeError.Truncated : NdpDecodeError.NotEthernet;
            return false;
        }

        if (ethernet.Type != EtherType.IPv6)
        {
            error = NdpDecodeError.NotIPv6;
            return false;
        }

        if (!IPv6Header.TryDecode(octets[EthernetHeader.Length..], out ip, out var ipError))
        {
            error = ipError == IPDecodeError.Truncated ? NdpDecodeError.Truncated : NdpDecodeError.NotIPv6;
            return false;
        }

        if (ip.NextHeader != IPProtocol.Icmpv6)
        {
            error = NdpDecodeError.NotIcmp;
            return false;
        }

        error = ip.HopLimit == HopLimit ? NdpDecodeError.None : NdpDecodeError.HopLimit;
        return error == NdpDecodeError.None;
    }

    private NdpDecodeError CheckAddresses()
    {
        if (Message.Type == Icmpv6Type.NeighborAdvertisement)
        {
            return DestinationAddress.IsMulticast && Message.Flags.HasFlag(NdpFlags.Solicited)
                ? NdpDecodeError.SolicitedGroup
                : NdpDecodeError.None;
        }

        var isUnfounded = SourceAddress.IsAny
            && (DestinationAddress != Message.Target.SolicitedNodeGroup || Message.LinkLayer is not null);
        return isUnfounded ? NdpDecodeError.Unspecified : NdpDecodeError.None;
    }
}
