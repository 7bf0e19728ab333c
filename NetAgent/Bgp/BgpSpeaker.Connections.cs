using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

internal sealed partial class BgpSpeaker
{
    // How long a peer may take to end its side of a connection after ours; a second is what stopping the agent may take.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly List<BgpTransport> _toPump = [];

    private void Execute(BgpPeerHost peer, IReadOnlyList<BgpAction> actions, TimeSpan now)
    {
        var isEstablished = false;
        // An attempt that is given up has met nobody, not even one who refuses it.
        peer.WasSilent |= actions.Any(action => action is BgpAction.Close(var given, _) && given is { IsIncoming: false, EndPoints: null });
        foreach (var action in actions)
        {
            switch (action)
            {
                case BgpAction.Connect(var connection):
                    Connect(peer, connection);
                    break;
                case BgpAction.Send(var connection) when peer.Transports.TryGetValue(connection, out var transport):
                    _toPump.Add(transport);
                    break;
                case BgpAction.Close(var connection, var lastWords):
                    Close(peer, connection, lastWords, now);
                    break;
                case BgpAction.StateChanged(var from, var to, var reason):
                    StateChanged(peer, from, to, reason, now);
                    break;
                case BgpAction.Established:
                    isEstablished = true;
                    break;
                case BgpAction.RefreshRequested(var family):
                    LogRefresh(peer.Order.Name, family);
                    break;
                case BgpAction.Notified(var notification, var isReceived):
                    LogNotification(peer.Order.Name, notification, isReceived);
                    break;
            }
        }

        TellReason(peer);
        // What is drained asks the session for more, and that ends the list above.
        if (isEstablished)
        {
            Established(peer);
        }

        var count = _toPump.Count;
        for (var index = 0; index < count; index++)
        {
            Pump(_toPump[index], now);
        }

        _toPump.RemoveRange(0, count);
        peer.PublishRoutes();
    }

    private void Connect(BgpPeerHost peer, BgpConnection connection)
    {
        if (peer.Remote is not { } remote)
        {
            Post(new BgpSpeakerEvent.NotBegun(peer, connection, "the peer was not found yet"));
            return;
        }

        try
        {
            var scoped = Scoped(peer, remote);
            var transport = new BgpTransport(this, peer, connection, BgpSockets.Open(peer.Order, scoped));
            peer.Transports.Add(connection, transport);
            transport.Connect(new IPEndPoint(scoped, peer.Order.Port));
        }
        catch (SocketException refused)
        {
            Post(new BgpSpeakerEvent.NotBegun(peer, connection, WhyNotBegun(peer, refused)));
        }
    }

    private static string WhyNotBegun(BgpPeerHost peer, SocketException refused) => refused.SocketErrorCode switch
    {
        SocketError.AddressNotAvailable => $"the source address {peer.Order.SourceAddress} is not on this node",
        _ when peer.Order.Vrf.Length > 0 => $"device '{peer.Order.Vrf}': {refused.Message}",
        _ => refused.Message,
    };

    private IPAddress Scoped(BgpPeerHost peer, IPAddress remote) =>
        remote.IsIPv6LinkLocal && remote.ScopeId == 0 && _addresses.Find(peer.Order.Interface) is { } link
            ? new IPAddress(remote.GetAddressBytes(), link.Index)
            : remote;

    private void Connected(BgpTransport transport, SocketError error, TimeSpan now)
    {
        var peer = transport.Peer;
        if (transport.IsClosing)
        {
            return;
        }

        if (error != SocketError.Success)
        {
            peer.WasSilent = error == SocketError.TimedOut;
            Lose(peer, transport.Connection, Explain(error), now);
            return;
        }

        Start(transport, isIncoming: false, now);
    }

    private void Start(BgpTransport transport, bool isIncoming, TimeSpan now)
    {
        var peer = transport.Peer;
        BgpEndPoints ends;
        try
        {
            ends = _addresses.EndPointsOf(
                (IPEndPoint)transport.Socket.LocalEndPoint!, (IPEndPoint)transport.Socket.RemoteEndPoint!);
        }
        catch (SocketException lost)
        {
            Lose(peer, transport.Connection, Explain(lost.SocketErrorCode), now);
            return;
        }

        peer.WasSilent = false;
        transport.Receive(transport.Connection.ReceiveSpace);
        Execute(
            peer,
            peer.Session.Handle(
                isIncoming
                    ? new BgpEvent.Accepted(transport.Connection, ends)
                    : new BgpEvent.Connected(transport.Connection, ends),
                now),
            now);
    }

    private void Received(BgpTransport transport, int count, SocketError error, TimeSpan now)
    {
        if (transport.IsDisposed)
        {
            return;
        }

        if (transport.IsClosing)
        {
            DrainRest(transport, count, error);
            return;
        }

        var peer = transport.Peer;
        if (error != SocketError.Success || count == 0)
        {
            Lose(peer, transport.Connection, count == 0 && error == SocketError.Success ? "the peer closed the connection" : Explain(error), now);
            return;
        }

        Execute(peer, peer.Session.Receive(transport.Connection, count, now), now);
        if (transport.IsDisposed)
        {
            return;
        }

        if (transport.IsClosing)
        {
            transport.ReceiveScrap();
        }
        else
        {
            transport.Receive(transport.Connection.ReceiveSpace);
        }
    }

    private void Lose(BgpPeerHost peer, BgpConnection connection, string reason, TimeSpan now)
    {
        if (peer.Transports.Remove(connection, out var transport))
        {
            if (transport.IsSending && peer.Session.State == BgpState.Established)
            {
                LogUpdateUnsent(peer.Order.Name, peer.Label, reason);
            }

            transport.Dispose();
        }

        Execute(peer, peer.Session.Handle(new BgpEvent.Disconnected(connection, reason), now), now);
    }

    private void LogNotification(string peer, BgpNotification notification, bool isReceived)
    {
        if (isReceived)
        {
            LogNotificationReceived(peer, notification);
        }
        else
        {
            LogNotificationSent(peer, notification);
        }
    }

    private void Close(BgpPeerHost peer, BgpConnection connection, ImmutableArray<byte> lastWords, TimeSpan now)
    {
        if (!peer.Transports.Remove(connection, out var transport))
        {
            return;
        }

        transport.Close(lastWords.AsSpan(), now + CloseTimeout);
        if (!transport.IsDisposed)
        {
            _closing.Add(transport);
        }
    }

    private static string Explain(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "the peer refuses connections",
        SocketError.ConnectionReset => "the peer reset the connection",
        SocketError.TimedOut => "the peer does not answer",
        SocketError.HostUnreachable => "the peer cannot be reached",
        SocketError.NetworkUnreachable => "there is no route to the peer",
        _ => error.ToString(),
    };
}
