using System.Net;
using System.Net.Sockets;
using MetalOrleans.NetAgent.Desired;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>Makes the sockets of sessions.</summary>
internal static class BgpSockets
{
    /// <summary>A socket that is ready to connect to a peer.</summary>
    /// <param name="order">How.</param>
    /// <param name="remote">The peer; of a link-local address with its scope.</param>
    /// <exception cref="SocketException">The device, the source address or an option is refused.</exception>
    public static Socket Open(BgpPeerOrder order, IPAddress remote)
    {
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Configure(socket, order);
            if (order.Vrf.Length > 0)
            {
                TcpOptions.BindToDevice(socket, order.Vrf);
            }

            if (order.Password is { } key)
            {
                TcpOptions.SetMd5(socket, remote, key);
            }

            if (order.SourceAddress is { } source)
            {
                socket.Bind(new IPEndPoint(source, port: 0));
            }

            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Gives a socket that a peer has opened, or that is to be connected, what the order says of it.</summary>
    public static void Configure(Socket socket, BgpPeerOrder order)
    {
        socket.NoDelay = true;
        TcpOptions.SetTrafficClass(socket);
        TcpOptions.SetReach(socket, BgpSettings.ReachOf(order));
    }

    /// <summary>The address from which the kernel would reach the peer; null when it has no route to it.</summary>
    public static IPAddress? FindSource(BgpPeerOrder order)
    {
        if (order.SourceAddress is not null || order.Address is null)
        {
            return order.SourceAddress;
        }

        try
        {
            // Connecting a datagram socket asks the routing table and sends nothing.
            using var probe = new Socket(order.Address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            if (order.Vrf.Length > 0)
            {
                TcpOptions.BindToDevice(probe, order.Vrf);
            }

            probe.Connect(order.Address, order.Port);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
