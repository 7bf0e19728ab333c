using System.Net.Sockets;

namespace MetalOrleans.NetAgent.Bgp;

internal sealed partial class BgpSpeaker
{
    // A quarter of a megabyte each: then the other sessions have their turn.
    private const int SendRounds = 4;

    private void DrainRest(BgpTransport transport, int count, SocketError error)
    {
        if (error == SocketError.Success && count > 0)
        {
            transport.ReceiveScrap();
            return;
        }

        transport.Dispose();
        _closing.Remove(transport);
    }

    private void Sent(BgpTransport transport, SocketError error, TimeSpan now)
    {
        if (transport.IsClosing)
        {
            transport.SendEnded();
            return;
        }

        if (error != SocketError.Success)
        {
            Lose(transport.Peer, transport.Connection, Explain(error), now);
            return;
        }

        transport.SendEnded();
        Pump(transport, now);
    }

    private void Pump(BgpTransport transport, TimeSpan now)
    {
        var session = transport.Peer.Session;
        for (var round = 0; !transport.IsSending && !transport.IsClosing; round++)
        {
            if (round == SendRounds)
            {
                Post(new BgpSpeakerEvent.SendOn(transport));
                break;
            }

            var length = session.Drain(transport.Connection, _octets, now);
            if (length == 0)
            {
                break;
            }

            if (!transport.Send(_octets.AsSpan(0, length)))
            {
                // What the peer said before it reset the connection is still to be read; the read then tells the end.
                break;
            }
        }

        transport.Peer.PublishRoutes();
    }
}
