using System.Net.Sockets;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>Who hears of what happens on a connection, on whatever thread it happens.</summary>
internal interface IBgpTransportHost
{
    /// <summary>An attempt to connect has ended.</summary>
    void Connected(BgpTransport transport, SocketError error);

    /// <summary>Octets came; 0 when the peer has closed.</summary>
    void Received(BgpTransport transport, int count, SocketError error);

    /// <summary>What waited has been sent.</summary>
    void Sent(BgpTransport transport, SocketError error);
}
