using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>Sends and hears router advertisements on one interface, so that peers without addresses find each other.</summary>
internal sealed class RouterChannel : IDisposable
{
    // linux/icmpv6.h, linux/in6.h.
    private const int LevelIcmpv6 = 58;
    private const int Icmpv6Filter = 1;
    private const int LevelIPv6 = 41;
    private const int UnicastHops = 16;
    private const int MulticastInterface = 17;
    private const int MulticastHops = 18;
    private const int MulticastLoop = 19;
    private const int Hops = 255;
    private const int FilterLength = 32;
    private const int BufferLength = 1500;

    // Where a filter finds the hop limit: octet 7 of the IPv6 header, which is before the socket's data (SKF_NET_OFF).
    private const uint HopLimitOffset = unchecked((uint)(-0x100000 + 7));

    private static readonly IPEndPoint AllNodes = new(IPAddress.Parse("ff02::1"), port: 0);
    private static readonly IPEndPoint AllRouters = new(IPAddress.Parse("ff02::2"), port: 0);

    private readonly Socket _socket;
    private readonly LinkState _link;
    private readonly Action<IPv6Address> _heard;
    private readonly SocketAsyncEventArgs _args = new();

    private RouterChannel(Socket socket, LinkState link, Action<IPv6Address> heard)
    {
        _socket = socket;
        _link = link;
        _heard = heard;
        _args.SetBuffer(new byte[BufferLength]);
        _args.Completed += (_, _) => Receive(isDone: true);
    }

    /// <summary>The interface.</summary>
    public LinkState Link => _link;

    /// <summary>Begins to listen.</summary>
    /// <param name="link">The interface.</param>
    /// <param name="heard">Told of each router that advertises itself, or asks for routers, on whatever thread.</param>
    /// <exception cref="SocketException">The interface is gone, or the right to open raw sockets is missing.</exception>
    public static RouterChannel Open(LinkState link, Action<IPv6Address> heard)
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.IcmpV6);
        try
        {
            // Every bit that is set blocks a type.
            Span<byte> filter = stackalloc byte[FilterLength];
            filter.Fill(0xFF);
            Pass(filter, Icmpv6Type.RouterSolicitation);
            Pass(filter, Icmpv6Type.RouterAdvertisement);
            socket.SetRawSocketOption(LevelIcmpv6, Icmpv6Filter, filter);
            PacketFilter.Attach(socket, [
                new(PacketFilter.LoadByte, 0, 0, HopLimitOffset),
                new(PacketFilter.JumpIfEqual, 1, 0, Hops),
                new(PacketFilter.Return, 0, 0, PacketFilter.Drop),
                new(PacketFilter.Return, 0, 0, PacketFilter.AcceptAll),
            ]);
            Set(socket, UnicastHops, Hops);
            Set(socket, MulticastHops, Hops);
            Set(socket, MulticastLoop, 0);
            Set(socket, MulticastInterface, link.Index);
            TcpOptions.BindToDevice(socket, link.Name);
            socket.SetSocketOption(
                SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(AllRouters.Address, link.Index));
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port: 0));
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }

        var channel = new RouterChannel(socket, link, heard);
        channel.Receive(isDone: false);
        return channel;
    }

    /// <summary>Tells everybody on the link that this node is a router.</summary>
    /// <exception cref="SocketException">The interface is down, or has no link-local address yet.</exception>
    public void Advertise()
    {
        Span<byte> message = stackalloc byte[RouterMessage.AdvertisementLength];
        _socket.SendTo(message[..RouterMessage.WriteAdvertisement(message, _link.Mac)], AllNodes);
    }

    /// <summary>Asks all routers of the link to tell of themselves.</summary>
    /// <exception cref="SocketException">The interface is down, or has no link-local address yet.</exception>
    public void Solicit()
    {
        Span<byte> message = stackalloc byte[RouterMessage.SolicitationLength];
        _socket.SendTo(message[..RouterMessage.WriteSolicitation(message, _link.Mac)], AllRouters);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static void Pass(Span<byte> filter, Icmpv6Type type)
    {
        // The kernel reads 32-bit words.
        var word = filter.Slice((int)type / 32 * sizeof(uint), sizeof(uint));
        MemoryMarshal.Write(word, MemoryMarshal.Read<uint>(word) & ~(1u << ((int)type % 32)));
    }

    private static void Set(Socket socket, int option, int value)
    {
        Span<byte> octets = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(octets, value);
        socket.SetRawSocketOption(LevelIPv6, option, octets);
    }

    private void Receive(bool isDone)
    {
        try
        {
            while (true)
            {
                if (!isDone)
                {
                    _args.RemoteEndPoint = new IPEndPoint(IPAddress.IPv6Any, port: 0);
                    if (_socket.ReceiveFromAsync(_args))
                    {
                        return;
                    }
                }

                isDone = false;
                if (_args.SocketError == SocketError.OperationAborted)
                {
                    return;
                }

                if (_args.SocketError == SocketError.Success)
                {
                    Take(_args.MemoryBuffer.Span[.._args.BytesTransferred], (IPEndPoint)_args.RemoteEndPoint!);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The channel was closed.
        }
    }

    private void Take(ReadOnlySpan<byte> message, IPEndPoint sender)
    {
        // RFC 4861 §6.1.2: a router is known by its link-local address.
        if (sender.Address.IsIPv6LinkLocal && RouterMessage.Judge(message) == Icmpv6Type.RouterAdvertisement)
        {
            _heard(IPAddressValue.From(sender.Address).IPv6);
        }
    }
}
