using MetalOrleans.NetAgent.Packets;
using static MetalOrleans.NetAgent.Packets.PacketFilter;

namespace MetalOrleans.NetAgent.Netlink;

/// <summary>The classic BPF program that lets a change of a default route through to an rtnetlink socket, and no other one.</summary>
/// <remarks>A routing table may have a million routes that change all the time: for these the agent is not woken.</remarks>
internal static class DefaultRouteFilter
{
    // nlmsghdr has 16 octets; of rtmsg, behind it, the second is the length of the destination in bits.
    private const uint DestinationLengthOffset = 16 + 1;

    /// <summary>The program.</summary>
    public static FilterInstruction[] Build() =>
    [
        new(LoadByte, 0, 0, DestinationLengthOffset),
        new(JumpIfEqual, 0, 1, 0),
        new(Return, 0, 0, AcceptAll),
        new(Return, 0, 0, Drop),
    ];
}
