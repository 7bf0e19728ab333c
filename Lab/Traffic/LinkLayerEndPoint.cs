using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Traffic;

/// <summary>What a packet socket is bound to: sockaddr_ll of packet(7), of which bind(2) reads these two fields.</summary>
internal sealed class LinkLayerEndPoint(EtherType type, int interfaceIndex) : EndPoint
{
    private const int Length = 20;
    private const int ProtocolOffset = 2;
    private const int InterfaceOffset = 4;

    public override AddressFamily AddressFamily => AddressFamily.Packet;

    public override SocketAddress Serialize()
    {
        var address = new SocketAddress(AddressFamily.Packet, Length);
        BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[ProtocolOffset..], (ushort)type);
        MemoryMarshal.Write(address.Buffer.Span[InterfaceOffset..], interfaceIndex);
        return address;
    }
}
