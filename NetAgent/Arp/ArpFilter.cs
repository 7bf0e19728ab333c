using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using static MetalOrleans.NetAgent.Packets.PacketFilter;

namespace MetalOrleans.NetAgent.Arp;

/// <summary>
/// The classic BPF program that keeps the kernel from waking the responder for frames it would drop: whatever is tagged for
/// a VLAN, or neither asks for nor comes from an address that the node has an order for.
/// </summary>
/// <remarks>
/// The responder judges every frame again; the filter only saves wake-ups. The sender is compared because another station's
/// use of an address shows in it, in a request as in a reply (RFC 5227 §2.4).
/// </remarks>
internal static class ArpFilter
{
    // Offsets from the start of the Ethernet frame (RFC 826).
    private const uint SenderAddressOffset = 28;
    private const uint TargetAddressOffset = 38;

    /// <summary>The program for a set of announced addresses.</summary>
    public static FilterInstruction[] Build(IReadOnlyCollection<IPAddressValue> announced)
    {
        var program = new List<FilterInstruction>
        {
            new(LoadWord, 0, 0, VlanTagPresent),
            new(JumpIfEqual, 1, 0, 0),
            new(Return, 0, 0, Drop),
        };
        if (announced.Count > AddressCountMax)
        {
            program.Add(new(Return, 0, 0, AcceptAll));
            return [.. program];
        }

        foreach (var offset in new[] { TargetAddressOffset, SenderAddressOffset })
        {
            program.Add(new(LoadWord, 0, 0, offset));
            foreach (var address in announced)
            {
                program.Add(new(JumpIfEqual, 0, 1, address.IPv4.Value));
                program.Add(new(Return, 0, 0, AcceptAll));
            }
        }

        program.Add(new(Return, 0, 0, Drop));
        return [.. program];
    }
}
