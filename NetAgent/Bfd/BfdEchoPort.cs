using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.IP;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>
/// Where IPv4 echo packets leave and come back on one interface (RFC 5881 §4), and where the peers' MAC addresses are seen.
/// </summary>
/// <remarks>
/// An echo packet goes from the own address to the own address, through the peer: a UDP socket would send it over the
/// loopback, and the kernel takes one that comes in for a forgery. So both are done on a packet socket. Owned by BFD's
/// thread; sending and receiving allocate nothing.
/// </remarks>
internal sealed unsafe class BfdEchoPort : IDisposable
{
    private const int UdpLength = 8;
    private const int PayloadOffset = EthernetHeader.Length + IPv4Header.Length + UdpLength;
    private const int FrameLength = PayloadOffset + BfdEchoPacket.Length;
    private const int BufferLength = 512;

    // sockaddr_ll of linux/if_packet.h: family, protocol (big endian), interface.
    private const int AddressLength = 20;

    private readonly int _socket;
    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(BufferLength);

    private BfdEchoPort(int socket)
    {
        _socket = socket;
    }

    /// <summary>For <c>poll</c>.</summary>
    public int Descriptor => _socket;

    /// <summary>Opens the port.</summary>
    /// <returns>The port, or null.</returns>
    public static BfdEchoPort? Open(int index, out string error)
    {
        error = "";
        var socket = BfdNative.Open(
            BfdNative.FamilyPacket, BfdNative.TypeRaw | BfdNative.NonBlocking | BfdNative.CloseOnExec, 0);
        if (socket >= 0)
        {
            var address = stackalloc byte[AddressLength];
            var octets = new Span<byte>(address, AddressLength);
            octets.Clear();
            MemoryMarshal.Write(octets, (ushort)BfdNative.FamilyPacket);
            BinaryPrimitives.WriteUInt16BigEndian(octets[2..], (ushort)EtherType.IPv4);
            MemoryMarshal.Write(octets[4..], index);
            if (BfdNative.TrySet(socket, BfdNative.LevelPacket, BfdNative.OptionIgnoreOutgoing, 1)
                && BfdNative.TryAttach(socket, BfdFilters.Echo)
                && BfdNative.Bind(socket, address, AddressLength) == 0)
            {
                return new BfdEchoPort(socket);
            }
        }

        error = $"the packet socket cannot be opened: {BfdNative.LastErrorText}";
        if (socket >= 0)
        {
            _ = BfdNative.Close(socket);
        }

        return null;
    }

    /// <summary>Sends an echo packet to the peer and back.</summary>
    /// <returns>Whether it left.</returns>
    public bool Send(in BfdEchoPacket echo, MacAddress peer, MacAddress own, IPv4Address local)
    {
        var octets = stackalloc byte[FrameLength];
        var frame = new Span<byte>(octets, FrameLength);
        new EthernetHeader(peer, own, EtherType.IPv4).Encode(frame);
        new IPv4Header(local, local, IPProtocol.Udp, BfdEncapsulation.Ttl, UdpLength + BfdEchoPacket.Length)
            .Encode(frame[EthernetHeader.Length..]);
        var udp = frame[(EthernetHeader.Length + IPv4Header.Length)..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, BfdEncapsulation.EchoPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], BfdEncapsulation.EchoPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], UdpLength + BfdEchoPacket.Length);

        // RFC 768: zero for no checksum. Nobody but this system reads the packet, and the token stands for it.
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], 0);
        echo.Encode(frame[PayloadOffset..]);
        return BfdNative.Send(_socket, octets, FrameLength, 0) == FrameLength;
    }

    /// <summary>Takes the next packet out of the queue.</summary>
    /// <param name="ethernet">Between whom the frame travelled.</param>
    /// <param name="ip">The packet's header.</param>
    /// <param name="port">Its destination port; 0 when it is not to be used.</param>
    /// <param name="payload">What it carries.</param>
    /// <returns>False when there is none.</returns>
    public bool TryReceive(out EthernetHeader ethernet, out IPv4Header ip, out int port, out ReadOnlySpan<byte> payload)
    {
        ethernet = default;
        ip = default;
        port = 0;
        payload = default;
        var length = (int)BfdNative.Receive(_socket, _memory, BufferLength, 0);
        if (length < 0)
        {
            // The interface went down: the kernel says so once.
            return BfdNative.LastError is BfdNative.NetworkDown or BfdNative.Interrupted;
        }

        var frame = new ReadOnlySpan<byte>(_memory, length);
        if (EthernetHeader.TryDecode(frame, out ethernet, out _)
            && IPv4Header.TryDecode(frame[EthernetHeader.Length..], out ip, out _)
            && ip.PayloadLength >= UdpLength)
        {
            var datagram = frame.Slice(EthernetHeader.Length + IPv4Header.Length, ip.PayloadLength);
            port = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
            payload = datagram[UdpLength..];
        }

        return true;
    }

    public void Dispose()
    {
        _ = BfdNative.Close(_socket);
        NativeMemory.Free(_memory);
    }
}
