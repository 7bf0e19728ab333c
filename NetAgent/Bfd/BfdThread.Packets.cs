using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.IP;

namespace MetalOrleans.NetAgent.Bfd;

internal sealed partial class BfdThread
{
    private static readonly TimeSpan DiscardPause = TimeSpan.FromMinutes(1);

    private void ReceiveAll(TimeSpan now)
    {
        foreach (var receiver in _receivers.Values)
        {
            for (var count = 0; count < PacketsPerRound && receiver.TryReceive(out var arrival); count++)
            {
                Receive(receiver.Payload, arrival, now);
            }
        }

        foreach (var port in _echoPorts.Values)
        {
            for (var count = 0;
                count < PacketsPerRound && port.TryReceive(out var ethernet, out var ip, out var destination, out var payload);
                count++)
            {
                if (destination == BfdEncapsulation.EchoPort)
                {
                    ReceiveEcho(payload, ip, now);
                }
                else if (destination == BfdEncapsulation.SingleHopPort)
                {
                    LearnMacs(payload, ethernet, ip);
                }
            }
        }
    }

    private void Receive(ReadOnlySpan<byte> payload, in BfdArrival arrival, TimeSpan now)
    {
        var actions = new BfdActionList(_actions);
        var error = _table.Receive(payload, arrival, now, ref actions, out var entry);
        if (error is BfdPacketError.None or BfdPacketError.AdminDown)
        {
            entry!.Host.Counters.CountControlIn();
            entry.Host.HeardOn = arrival.Interface;
            entry.Host.Discard = BfdPacketError.None;
            Execute(entry, ref actions, now);
        }
        else if (_table.Find(arrival) is { } meant)
        {
            Discard(meant, error, now);
        }
    }

    private void Discard(BfdEntry<BfdHostedSession> entry, BfdPacketError error, TimeSpan now)
    {
        var session = entry.Host;
        session.Counters.CountDiscarded();
        if (session.Discard != error && now >= session.DiscardToldUntil && entry.Session.State != BfdState.Up)
        {
            session.Discard = error;
            session.DiscardToldUntil = now + DiscardPause;
            reporter.Post(new BfdNotice.Discarded(session.Shared, error));
            Report(entry, entry.Session.State);
        }
    }

    private void ReceiveEcho(ReadOnlySpan<byte> payload, in IPv4Header ip, TimeSpan now)
    {
        var actions = new BfdActionList(_actions);
        if (ip.Source == ip.Destination
            && _table.ReceiveEcho(payload, ip.TimeToLive, now, ref actions, out var entry))
        {
            entry.Host.Counters.CountEchoIn();
            Execute(entry, ref actions, now);
        }
    }

    // A packet that the session takes for its peer's tells by which stations it came.
    private void LearnMacs(ReadOnlySpan<byte> payload, in EthernetHeader ethernet, in IPv4Header ip)
    {
        if (ip.TimeToLive == BfdEncapsulation.Ttl
            && !ethernet.Source.IsGroup
            && !ethernet.Destination.IsGroup
            && BfdControlPacket.TryDecode(payload, out var packet, out _)
            && _table.Find(packet.YourDiscriminator) is { } entry
            && entry.Peer.Remote == ip.Source
            && entry.Session.RemoteDiscriminator == packet.MyDiscriminator)
        {
            entry.Host.Macs = (ethernet.Source, ethernet.Destination);
        }
    }

    private void Execute(BfdEntry<BfdHostedSession> entry, ref BfdActionList actions, TimeSpan now)
    {
        foreach (ref readonly var action in actions.Actions)
        {
            switch (action.Kind)
            {
                case BfdActionKind.SendControl:
                    SendControl(entry.Host, action.Packet, now);
                    break;
                case BfdActionKind.SendEcho:
                    SendEcho(entry, action.Echo);
                    break;
                case BfdActionKind.StateChanged:
                    CountChange(entry, action.From);
                    Report(entry, action.From);
                    break;
                case BfdActionKind.TermsChanged:
                    Report(entry, entry.Session.State);
                    break;
            }
        }

        actions.Clear();
    }

    private void SendControl(BfdHostedSession session, in BfdControlPacket packet, TimeSpan now)
    {
        if (session.Transmitter is not { } transmitter)
        {
            return;
        }

        var error = transmitter.Send(packet);
        switch (error)
        {
            case 0:
                session.Counters.CountControlOut();
                break;

            // A full queue: the next packet is due soon.
            case BfdNative.TryAgain or BfdNative.NoBuffers:
                break;

            // Down, gone, without the address or a route: a new socket may find a way.
            default:
                Hinder(session, error, now);
                break;
        }
    }

    private void SendEcho(BfdEntry<BfdHostedSession> entry, in BfdEchoPacket echo)
    {
        var session = entry.Host;
        if (session is { Macs: { } macs, Transmitter: { } transmitter }
            && _echoPorts.TryGetValue(session.HeardOn, out var port)
            && port.Send(echo, macs.Peer, macs.Own, transmitter.Local.IPv4))
        {
            session.Counters.CountEchoOut();
        }
        else
        {
            PrepareEcho(session);
        }
    }

    private static void CountChange(BfdEntry<BfdHostedSession> entry, BfdState from)
    {
        if (entry.Session.State == BfdState.Up)
        {
            entry.Host.Counters.CountUp();
        }
        else if (from == BfdState.Up)
        {
            entry.Host.Counters.CountDown();
        }
    }

    private void Report(BfdEntry<BfdHostedSession> entry, BfdState from)
    {
        var terms = entry.Session.Terms;
        if (terms.DetectionTime > TimeSpan.Zero)
        {
            entry.Host.DetectionTime = terms.DetectionTime;
        }

        reporter.Post(new BfdNotice.Changed(entry.Host.Shared, from, BfdReason.StatusOf(entry, from)));
    }
}
