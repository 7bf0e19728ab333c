using System.Net;
using System.Net.Sockets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

internal sealed partial class BgpSpeaker
{
    private void Accept(Socket socket, string device, TimeSpan now)
    {
        if (_isStopping || FindPeer(socket, device) is not { } peer)
        {
            LogStranger(socket.RemoteEndPoint?.ToString() ?? "a peer that has gone");
            socket.Dispose();
            return;
        }

        try
        {
            BgpSockets.Configure(socket, peer.Order);
        }
        catch (SocketException)
        {
            // It has gone already.
            socket.Dispose();
            return;
        }

        var transport = new BgpTransport(this, peer, BgpConnection.Incoming(), socket);
        peer.Transports.Add(transport.Connection, transport);
        Start(transport, isIncoming: true, now);
    }

    // Of several sessions with one address the first that is not established.
    private BgpPeerHost? FindPeer(Socket socket, string device)
    {
        if (socket is not { RemoteEndPoint: IPEndPoint remote, LocalEndPoint: IPEndPoint local })
        {
            return null;
        }

        var candidates = _peers.Values.Where(peer =>
            peer.Remote is { } address
            && IPAddressValue.From(address) == IPAddressValue.From(remote.Address)
            && (!address.IsIPv6LinkLocal || Scoped(peer, address).ScopeId == remote.Address.ScopeId)
            && string.Equals(peer.Order.Vrf, device, StringComparison.Ordinal)
            && (peer.Order.SourceAddress is not { } source || IPAddressValue.From(source) == IPAddressValue.From(local.Address)));
        return candidates.OrderBy(peer => peer.Session.State == BgpState.Established).FirstOrDefault();
    }
}
