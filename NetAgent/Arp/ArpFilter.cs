using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using static MetalOrleans.NetAgent.Packets.PacketFilter;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>
/// The classic BPF program that keeps the kernel from waking the responder for frames it would drop: whatever is tagged for
/// a VLAN, is no request, or asks for an address that is not announced.
/// </summary>
/// <remarks>The responder judges every frame again; the filter only saves wake-ups.</remarks>
internal static class ArpFilter
{
    // Offsets from the start of the Ethernet frame (RFC 826).
    private const uint OperationOffset = 20;
    private const uint TargetAddressOffset = 38;

    /// <summary>The program for a set of announced addresses.</summary>
    public static FilterInstruction[] Build(IReadOnlyCollection<IPAddressValue> announced)
    {
        var program = new List<FilterInstruction>
        {
            new(LoadWord, 0, 0, VlanTagPresent),
            new(JumpIfEqual, 1, 0, 0),
            new(Return, 0, 0, Drop),
            new(LoadHalf, 0, 0, OperationOffset),
            new(JumpIfEqual, 1, 0, (uint)ArpOperation.Request),
            new(Return, 0, 0, Drop),
        };
        if (announced.Count > AddressCountMax)
        {
            program.Add(new(Return, 0, 0, AcceptAll));
            return [.. program];
        }

        program.Add(new(LoadWord, 0, 0, TargetAddressOffset));
        foreach (var address in announced)
        {
            program.Add(new(JumpIfEqual, 0, 1, address.IPv4.Value));
            program.Add(new(Return, 0, 0, AcceptAll));
        }

        program.Add(new(Return, 0, 0, Drop));
        return [.. program];
    }
}
