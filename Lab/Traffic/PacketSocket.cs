using System.Net.NetworkInformation;
using System.Net.Sockets;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Traffic;

/// <summary>Sockets that hear and send whole frames.</summary>
internal static class PacketSocket
{
    /// <summary>Hears all frames of one type on an interface of the current network namespace.</summary>
    public static Socket Open(string @interface, EtherType type)
    {
        var index = NetworkInterface.GetAllNetworkInterfaces().Single(candidate => candidate.Name == @interface)
            .GetIPProperties().GetIPv4Properties().Index;
        // No protocol: it receives nothing until the bind, so nothing from other interfaces slips in before it.
        var socket = new Socket(AddressFamily.Packet, SocketType.Raw, ProtocolType.Unspecified);
        socket.Bind(new LinkLayerEndPoint(type, index));
        return socket;
    }
}
