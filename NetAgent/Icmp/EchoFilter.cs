using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.IP;
using MetalOrleans.Protocols.Icmp;
using static MetalOrleans.NetAgent.Packets.PacketFilter;

namespace MetalOrleans.NetAgent.Icmp;

/// <summary>The classic BPF program that lets echo requests for announced addresses through and nothing else.</summary>
/// <remarks>It compares the last four octets of the destination; the responder judges every frame again.</remarks>
internal static class EchoFilter
{
    // Offsets from the start of the Ethernet frame (RFC 791 §3.1, RFC 8200 §3); an IPv4 header has 20 octets.
    private const uint VersionOffset = 14;
    private const uint ProtocolOffset = 23;
    private const uint IPv4DestinationOffset = 30;
    private const uint IcmpTypeOffset = 34;
    private const uint NextHeaderOffset = 20;
    private const uint IPv6DestinationEndOffset = 50;
    private const uint Icmpv6TypeOffset = 54;

    private const uint IPv4WithoutOptions = 0x45;

    /// <summary>The program for a set of announced addresses of one family.</summary>
    public static FilterInstruction[] Build(EtherType type, IReadOnlyCollection<IPAddressValue> announced)
    {
        var program = new List<FilterInstruction>();
        Require(program, LoadWord, VlanTagPresent, 0);
        if (type == EtherType.IPv4)
        {
            Require(program, LoadByte, VersionOffset, IPv4WithoutOptions);
            Require(program, LoadByte, ProtocolOffset, (uint)IPProtocol.Icmp);
            Require(program, LoadByte, IcmpTypeOffset, (uint)IcmpType.EchoRequest);
        }
        else
        {
            Require(program, LoadByte, NextHeaderOffset, (uint)IPProtocol.Icmpv6);
            Require(program, LoadByte, Icmpv6TypeOffset, (uint)Icmpv6Type.EchoRequest);
        }

        if (announced.Count > AddressCountMax)
        {
            program.Add(new(Return, 0, 0, AcceptAll));
            return [.. program];
        }

        program.Add(new(LoadWord, 0, 0, type == EtherType.IPv4 ? IPv4DestinationOffset : IPv6DestinationEndOffset));
        foreach (var end in announced.Select(address => (uint)address.IPv6.Low).Distinct())
        {
            program.Add(new(JumpIfEqual, 0, 1, end));
            program.Add(new(Return, 0, 0, AcceptAll));
        }

        program.Add(new(Return, 0, 0, Drop));
        return [.. program];
    }

    private static void Require(List<FilterInstruction> program, ushort load, uint offset, uint value)
    {
        program.Add(new(load, 0, 0, offset));
        program.Add(new(JumpIfEqual, 1, 0, value));
        program.Add(new(Return, 0, 0, Drop));
    }
}
