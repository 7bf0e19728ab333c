using System.Buffers.Binary;
using System.Net;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;

namespace MetalOrleans.Bench.ArpResponder;

/// <summary>What a requester asks, in ARP or in NDP. Each question has a number, which its answer repeats.</summary>
/// <param name="Protocol">ARP or NDP.</param>
/// <param name="Address">The address asked for.</param>
/// <param name="Type">The frames' type.</param>
/// <param name="NumberOffset">Where an answer has the number, two octets.</param>
internal sealed record Question(string Protocol, string Address, EtherType Type, int NumberOffset)
{
    // The askers are of the ranges for benchmarks (RFC 2544, RFC 5180); the number is the end of their address.
    private const uint AskerIPv4 = 0xC612_0000;
    private const ulong AskerIPv6 = 0x2001_0002_0000_0000;

    /// <summary>Who has an IPv4 address?</summary>
    public static Question Arp { get; } = new("ARP", "192.0.2.10", EtherType.Arp, NumberOffset: 40);

    /// <summary>Who has an IPv6 address?</summary>
    public static Question Ndp { get; } = new("NDP", "2001:db8::f00a", EtherType.IPv6, NumberOffset: 52);

    private IPAddressValue Target { get; } = IPAddressValue.From(IPAddress.Parse(Address));

    /// <summary>Lets answers through, and keeps the requests of others and the station's own out.</summary>
    public FilterInstruction[] AnswersOnly => Type == EtherType.Arp
        ? Filter(PacketFilter.LoadHalf, 20, (uint)ArpOperation.Reply)
        : Filter(PacketFilter.LoadByte, 54, (uint)Icmpv6Type.NeighborAdvertisement);

    /// <summary>Writes a question.</summary>
    /// <returns>Its length.</returns>
    public int Encode(MacAddress asker, ushort number, Span<byte> octets)
    {
        if (Target.IsIPv4)
        {
            return new ArpFrame(
                MacAddress.Broadcast,
                asker,
                new ArpPacket(ArpOperation.Request, asker, new IPv4Address(AskerIPv4 | number), default, Target.IPv4))
                .Encode(octets);
        }

        var group = Target.IPv6.SolicitedNodeGroup;
        return new NdpFrame(
            MacAddress.ForGroup(group),
            asker,
            group,
            new IPv6Address(AskerIPv6, number),
            new NdpMessage(Icmpv6Type.NeighborSolicitation, NdpFlags.None, Target.IPv6, asker))
            .Encode(octets);
    }

    /// <summary>The number of the question that a frame answers.</summary>
    public ushort NumberOf(ReadOnlySpan<byte> answer) => BinaryPrimitives.ReadUInt16BigEndian(answer[NumberOffset..]);

    private static FilterInstruction[] Filter(ushort load, uint offset, uint value) =>
    [
        new(load, 0, 0, offset),
        new(PacketFilter.JumpIfEqual, 0, 1, value),
        new(PacketFilter.Return, 0, 0, PacketFilter.AcceptAll),
        new(PacketFilter.Return, 0, 0, PacketFilter.Drop),
    ];
}
