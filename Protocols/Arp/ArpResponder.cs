using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Protocols.Arp;

/// <summary>Decides which frames an announcing interface answers.</summary>
public static class ArpResponder
{
    /// <summary>
    /// Judges one received frame. Only a request that is addressed to everybody or to this interface, and asks for an address
    /// announced on this interface, is answered (L-070); a probe (RFC 5227 §1.1) is such a request.
    /// </summary>
    /// <typeparam name="TAnnouncements">The lookup; a value type, so that asking it costs no indirection.</typeparam>
    /// <param name="octets">The frame from its destination address on.</param>
    /// <param name="mac">The address of the interface that received it.</param>
    /// <param name="announced">The addresses the interface answers for.</param>
    /// <param name="request">The decoded packet, for every verdict but <see cref="ArpVerdict.Malformed"/>.</param>
    public static ArpVerdict Judge<TAnnouncements>(
        ReadOnlySpan<byte> octets, MacAddress mac, TAnnouncements announced, out ArpPacket request)
        where TAnnouncements : struct, IArpAnnouncements
    {
        if (!ArpFrame.TryDecode(octets, out var frame, out _))
        {
            request = default;
            return ArpVerdict.Malformed;
        }

        request = frame.Packet;
        if (request.Operation != ArpOperation.Request)
        {
            return ArpVerdict.NotRequest;
        }

        if (frame.Destination != MacAddress.Broadcast && frame.Destination != mac)
        {
            return ArpVerdict.BadDestination;
        }

        if (request.SenderMac.IsGroup)
        {
            return ArpVerdict.BadSender;
        }

        return request.IsGratuitous ? ArpVerdict.Gratuitous : Scope(announced.Find(request.TargetAddress));
    }

    private static ArpVerdict Scope(AnnouncementScope scope) => scope switch
    {
        AnnouncementScope.ThisInterface => ArpVerdict.Answer,
        AnnouncementScope.OtherInterfaces => ArpVerdict.InterfaceNotSelected,
        AnnouncementScope.Closed => ArpVerdict.Closed,
        _ => ArpVerdict.NotAnnounced,
    };
}
