using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.IP;
using MetalOrleans.Protocols.Icmp;
using static MetalOrleans.NetAgent.Packets.PacketFilter;

namespace MetalOrleans.NetAgent.Ndp;

/// <summary>
/// The classic BPF program that keeps the kernel from waking the responder for frames it would drop: whatever is tagged for
/// a VLAN, is no neighbor solicitation or advertisement of this link, or is about an address that the node has no order for.
/// </summary>
/// <remarks>
/// The responder judges every frame again; the filter only saves wake-ups. It compares the last four octets of the target,
/// in which the addresses of a pool differ.
/// </remarks>
internal static class NdpFilter
{
    // Offsets from the start of the Ethernet frame (RFC 8200 §3, RFC 4861 §4.3).
    private const uint NextHeaderOffset = 20;
    private const uint HopLimitOffset = 21;
    private const uint TypeOffset = 54;
    private const uint TargetEndOffset = 74;

    private const uint HopLimit = 255;

    /// <summary>The program for a set of announced addresses.</summary>
    public static FilterInstruction[] Build(IReadOnlyCollection<IPAddressValue> announced)
    {
        var program = new List<FilterInstruction>
        {
            new(LoadWord, 0, 0, VlanTagPresent),
            new(JumpIfEqual, 0, 7, 0),
            new(LoadByte, 0, 0, NextHeaderOffset),
            new(JumpIfEqual, 0, 5, (uint)IPProtocol.Icmpv6),
            new(LoadByte, 0, 0, HopLimitOffset),
            new(JumpIfEqual, 0, 3, HopLimit),
            new(LoadByte, 0, 0, TypeOffset),
            new(JumpIfEqual, 2, 0, (uint)Icmpv6Type.NeighborSolicitation),
            new(JumpIfEqual, 1, 0, (uint)Icmpv6Type.NeighborAdvertisement),
            new(Return, 0, 0, Drop),
        };
        if (announced.Count > AddressCountMax)
        {
            program.Add(new(Return, 0, 0, AcceptAll));
            return [.. program];
        }

        program.Add(new(LoadWord, 0, 0, TargetEndOffset));
        foreach (var end in announced.Select(address => (uint)address.IPv6.Low).Distinct())
        {
            program.Add(new(JumpIfEqual, 0, 1, end));
            program.Add(new(Return, 0, 0, AcceptAll));
        }

        program.Add(new(Return, 0, 0, Drop));
        return [.. program];
    }
}
