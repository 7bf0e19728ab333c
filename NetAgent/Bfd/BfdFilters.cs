using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Protocols.IP;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>What the kernel drops before it wakes BFD's thread.</summary>
internal static class BfdFilters
{
    // linux/bpf_common.h and linux/filter.h: a load of this offset begins at the network header, whatever the socket sees.
    private const uint NetworkHeader = unchecked((uint)-0x100000);
    private const ushort JumpIfAnySet = 0x45;
    private const uint TimeToLiveIPv4 = 8;
    private const uint HopLimitIPv6 = 7;

    // Offsets in a frame without options: version and length, flags and fragment, protocol, destination port.
    private const uint FrameVersion = 14;
    private const uint FrameFragment = 20;
    private const uint FrameProtocol = 23;
    private const uint FrameDestinationPort = 36;
    private const uint FragmentMask = 0x3FFF;
    private const uint PlainIPv4 = 0x45;

    /// <summary>RFC 5881 §5: a packet of a peer on the link has travelled no hop (RFC 5082).</summary>
    public static FilterInstruction[] SingleHop(bool isIPv4) =>
    [
        new(PacketFilter.LoadByte, 0, 0, NetworkHeader + (isIPv4 ? TimeToLiveIPv4 : HopLimitIPv6)),
        new(PacketFilter.JumpIfEqual, 0, 1, BfdEncapsulation.Ttl),
        new(PacketFilter.Return, 0, 0, PacketFilter.AcceptAll),
        new(PacketFilter.Return, 0, 0, PacketFilter.Drop),
    ];

    /// <summary>Of whole frames: control packets on one link, which tell the peer's MAC, and echo packets.</summary>
    public static FilterInstruction[] Echo =>
    [
        new(PacketFilter.LoadByte, 0, 0, FrameVersion),
        new(PacketFilter.JumpIfEqual, 0, 8, PlainIPv4),
        new(PacketFilter.LoadByte, 0, 0, FrameProtocol),
        new(PacketFilter.JumpIfEqual, 0, 6, (uint)IPProtocol.Udp),
        new(PacketFilter.LoadHalf, 0, 0, FrameFragment),
        new(JumpIfAnySet, 4, 0, FragmentMask),
        new(PacketFilter.LoadHalf, 0, 0, FrameDestinationPort),
        new(PacketFilter.JumpIfEqual, 1, 0, BfdEncapsulation.SingleHopPort),
        new(PacketFilter.JumpIfEqual, 0, 1, BfdEncapsulation.EchoPort),
        new(PacketFilter.Return, 0, 0, PacketFilter.AcceptAll),
        new(PacketFilter.Return, 0, 0, PacketFilter.Drop),
    ];
}
