using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Protocols.Arp;

/// <summary>An ARP packet in its Ethernet frame, and the frames that an announcer sends.</summary>
/// <param name="Destination">The station, or all stations, that the frame is for.</param>
/// <param name="Source">The station that sent the frame; not always the packet's sender.</param>
/// <param name="Packet">The packet.</param>
public readonly record struct ArpFrame(MacAddress Destination, MacAddress Source, ArpPacket Packet)
{
    /// <summary>Octets of the frame before padding.</summary>
    public const int Length = EthernetHeader.Length + ArpPacket.Length;

    /// <summary>Reads a frame; padding behind the packet is ignored.</summary>
    /// <param name="octets">The frame from its destination address on.</param>
    /// <param name="frame">The frame, when it is one of ARP.</param>
    /// <param name="error">Why it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> octets, out ArpFrame frame, out ArpDecodeError error)
    {
        frame = default;
        if (!EthernetHeader.TryDecode(octets, out var header, out var headerError))
        {
            error = headerError == EthernetDecodeError.Truncated ? ArpDecodeError.Truncated : ArpDecodeError.NotEthernet;
            return false;
        }

        if (header.Type != EtherType.Arp)
        {
            error = ArpDecodeError.NotArp;
            return false;
        }

        if (!ArpPacket.TryDecode(octets[EthernetHeader.Length..], out var packet, out error))
        {
            return false;
        }

        frame = new ArpFrame(header.Destination, header.Source, packet);
        return true;
    }

    /// <summary>Writes the frame, without padding: the network card pads to the medium's minimum.</summary>
    /// <returns>Octets written, always <see cref="Length"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for it.</exception>
    public int Encode(Span<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(octets.Length, Length, nameof(octets));
        new EthernetHeader(Destination, Source, EtherType.Arp).Encode(octets);
        Packet.Encode(octets[EthernetHeader.Length..]);
        return Length;
    }

    /// <summary>The unicast answer to a request: the interface has the address that was asked for (L-071).</summary>
    /// <param name="request">The request; its sender becomes the target of the answer.</param>
    /// <param name="mac">The address of the interface that received the request.</param>
    public static ArpFrame ReplyTo(in ArpPacket request, MacAddress mac) => new(
        request.SenderMac,
        mac,
        new ArpPacket(ArpOperation.Reply, mac, request.TargetAddress, request.SenderMac, request.SenderAddress));

    /// <summary>The request form of a gratuitous announcement, broadcast (L-072; RFC 5227 §3).</summary>
    public static ArpFrame GratuitousRequest(IPv4Address address, MacAddress mac) => new(
        MacAddress.Broadcast,
        mac,
        new ArpPacket(ArpOperation.Request, mac, address, MacAddress.Broadcast, address));

    /// <summary>The reply form of a gratuitous announcement, broadcast (L-072).</summary>
    /// <remarks>
    /// Deviation: the target hardware address is the interface's own, where MetalLB puts ff:ff:ff:ff:ff:ff. A Linux neighbour
    /// takes a reply for gratuitous only when its target and sender hardware addresses are equal, and ignores it otherwise
    /// for as long as its entry is locked.
    /// </remarks>
    public static ArpFrame GratuitousReply(IPv4Address address, MacAddress mac) => new(
        MacAddress.Broadcast,
        mac,
        new ArpPacket(ArpOperation.Reply, mac, address, mac, address));

    /// <summary>The broadcast question whether anybody uses an address, asked without claiming it.</summary>
    /// <remarks>
    /// <see href="https://www.rfc-editor.org/rfc/rfc5227#section-2.1.1">RFC 5227 §2.1.1</see>: the sender address is 0.0.0.0,
    /// so that no neighbour changes its table, and the target hardware address is zero.
    /// </remarks>
    public static ArpFrame Probe(IPv4Address address, MacAddress mac) => new(
        MacAddress.Broadcast,
        mac,
        new ArpPacket(ArpOperation.Request, mac, IPv4Address.Any, MacAddress.Zero, address));
}
