using System.Net;
using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Bgp;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>Puts what the BGP sessions do into the words of the agent link.</summary>
internal static class BgpObservation
{
    /// <summary>The state of every session.</summary>
    public static IEnumerable<BgpSessionState> Sessions(BgpSpeaker speaker) =>
        speaker.Peers.Select(peer => Session(peer, speaker.Now));

    private static BgpSessionState Session(BgpPeerHost peer, TimeSpan now)
    {
        var status = peer.Status;
        var routes = peer.Routes;
        var counters = peer.Session.Counters;
        var state = new BgpSessionState
        {
            Name = status.Name,
            State = (BgpState)status.State,
            StateMilliseconds = (ulong)Math.Max(0, (now - status.Since).TotalMilliseconds),
            Flaps = (ulong)status.Flaps,
            Reason = status.Reason,
            PrefixesSent = (ulong)routes.Sent,
            PrefixesPending = (ulong)routes.Pending,
            PrefixesUnsendable = (ulong)routes.Unsendable,
            PrefixesReceived = (ulong)counters.PrefixesReceived,
            UpdatesSent = (ulong)counters.UpdatesSent,
            UpdatesReceived = (ulong)counters.UpdatesReceived,
            MessagesSent = (ulong)counters.MessagesSent,
            MessagesReceived = (ulong)counters.MessagesReceived,
            RemoteAddress = Octets(status.Remote),
            LocalAddress = Octets(status.Local),
        };
        if (status.Agreement is { } agreement)
        {
            state.RemoteAsn = agreement.Peer.AutonomousSystem;
            state.RemoteRouterId = Octets(agreement.Peer.Identifier);
            state.HoldSeconds = (uint)agreement.HoldTime.TotalSeconds;
            state.KeepaliveSeconds = (uint)agreement.KeepaliveTime.TotalSeconds;
        }

        if (peer.PathStatus is { } path)
        {
            // The protocol's numbers begin with "no BFD".
            state.BfdState = (BfdState)((int)path.State + 1);
            state.BfdReason = path.Reason;
            state.BfdTransmitMilliseconds = (uint)path.TransmitInterval.TotalMilliseconds;
            state.BfdReceiveMilliseconds = (uint)path.ReceiveInterval.TotalMilliseconds;
        }

        return state;
    }

    private static ByteString Octets(IPAddress? address) =>
        address is null ? ByteString.Empty : ByteString.CopyFrom(address.GetAddressBytes());

    private static ByteString Octets(IPAddressValue? address)
    {
        if (address is not { } value)
        {
            return ByteString.Empty;
        }

        Span<byte> octets = stackalloc byte[IPv6Address.Length];
        if (value.IsIPv4)
        {
            value.IPv4.Write(octets);
            return ByteString.CopyFrom(octets[..IPv4Address.Length]);
        }

        value.IPv6.Write(octets);
        return ByteString.CopyFrom(octets);
    }
}
