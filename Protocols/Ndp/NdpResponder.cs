using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;

namespace MetalOrleans.Protocols.Ndp;

/// <summary>Decides which frames an announcing interface answers.</summary>
public static class NdpResponder
{
    /// <summary>
    /// Judges one received frame. A solicitation for an address announced on this interface is answered when it comes to the
    /// address's solicited-node group with a link-layer address to answer to (L-081), when it comes to the address itself, as
    /// neighbours do who confirm what they know (L-084), and when it comes from ::, from somebody who is about to take the
    /// address (RFC 4862 §5.4.4).
    /// </summary>
    /// <typeparam name="TAnnouncements">The lookup; a value type, so that asking it costs no indirection.</typeparam>
    /// <param name="octets">The frame from its destination address on.</param>
    /// <param name="mac">The address of the interface that received it.</param>
    /// <param name="announced">The addresses the interface answers for.</param>
    /// <param name="solicitation">The decoded frame, for every verdict but <see cref="NdpVerdict.Malformed"/>.</param>
    public static NdpVerdict Judge<TAnnouncements>(
        ReadOnlySpan<byte> octets, MacAddress mac, TAnnouncements announced, out NdpFrame solicitation)
        where TAnnouncements : struct, INdpAnnouncements
    {
        if (!NdpFrame.TryDecode(octets, out solicitation, out _))
        {
            solicitation = default;
            return NdpVerdict.Malformed;
        }

        if (solicitation.Message.Type != Icmpv6Type.NeighborSolicitation)
        {
            return NdpVerdict.NotSolicitation;
        }

        if (!IsDestinationGood(solicitation, mac))
        {
            return NdpVerdict.BadDestination;
        }

        if (solicitation.SourceAddress.IsMulticast || (solicitation.Message.LinkLayer ?? solicitation.Source).IsGroup)
        {
            return NdpVerdict.BadSender;
        }

        return solicitation is { IsProbe: false, DestinationAddress.IsMulticast: true, Message.LinkLayer: null }
            ? NdpVerdict.NoLinkLayerAddress
            : Scope(announced.Find(solicitation.Message.Target));
    }

    private static bool IsDestinationGood(in NdpFrame frame, MacAddress mac)
    {
        var target = frame.Message.Target;
        return frame.DestinationAddress == target
            ? frame.Destination == mac
            : frame.DestinationAddress == target.SolicitedNodeGroup
                && (frame.Destination == mac || frame.Destination == MacAddress.ForGroup(frame.DestinationAddress));
    }

    private static NdpVerdict Scope(AnnouncementScope scope) => scope switch
    {
        AnnouncementScope.ThisInterface => NdpVerdict.Answer,
        AnnouncementScope.OtherInterfaces => NdpVerdict.InterfaceNotSelected,
        AnnouncementScope.Closed => NdpVerdict.Closed,
        _ => NdpVerdict.NotAnnounced,
    };
}
