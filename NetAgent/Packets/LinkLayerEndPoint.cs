using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.NetAgent.Packets;

// sockaddr_ll of linux/if_packet.h, 20 octets:
//
//   0        2          4         8          10        11       12
// +--------+----------+---------+----------+---------+--------+------------------+
// | family | protocol | ifindex | hardware | packet  | length | address          |
// |        | big end. |         | type     | type    |        | 8 octets         |
// +--------+----------+---------+----------+---------+--------+------------------+

/// <summary>An interface as the address of a packet socket.</summary>
/// <param name="type">The EtherType to receive; <see cref="EtherType.None"/> receives nothing.</param>
/// <param name="index">The interface.</param>
internal sealed class LinkLayerEndPoint(EtherType type, int index) : EndPoint
{
    private const int Length = 20;
    private const int ProtocolOffset = 2;
    private const int IndexOffset = 4;

    /// <summary>AF_PACKET.</summary>
    public override AddressFamily AddressFamily => AddressFamily.Packet;

    /// <summary>The address as the kernel reads it.</summary>
    public override SocketAddress Serialize()
    {
        var address = new SocketAddress(AddressFamily.Packet, Length);
        var octets = address.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(octets[ProtocolOffset..], (ushort)type);
        MemoryMarshal.Write(octets[IndexOffset..], index);
        return address;
    }

    /// <summary>Reads an address that the kernel wrote.</summary>
    public override EndPoint Create(SocketAddress socketAddress)
    {
        var octets = socketAddress.Buffer.Span;
        return new LinkLayerEndPoint(
            (EtherType)BinaryPrimitives.ReadUInt16BigEndian(octets[ProtocolOffset..]),
            MemoryMarshal.Read<int>(octets[IndexOffset..]));
    }
}
