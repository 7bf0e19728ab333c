using System.Net.Sockets;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Bfd;
using MetalOrleans.NetAgent.Netlink;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bgp.Session;

namespace MetalOrleans.NetAgent.Bgp;

/// <summary>What the speaker's loop waits for.</summary>
internal abstract record BgpSpeakerEvent
{
    private BgpSpeakerEvent()
    {
    }

    /// <summary>The silo said what shall be.</summary>
    internal sealed record SnapshotCame(Snapshot Snapshot) : BgpSpeakerEvent;

    /// <summary>The silo said what changes.</summary>
    internal sealed record DifferenceCame(Difference Difference) : BgpSpeakerEvent;

    /// <summary>The kernel told about interfaces.</summary>
    internal sealed record InterfacesTold(LinkMessage Message) : BgpSpeakerEvent;

    /// <summary>An attempt to connect has ended.</summary>
    internal sealed record Connected(BgpTransport Transport, SocketError Error) : BgpSpeakerEvent;

    /// <summary>Octets came; 0 when the peer has closed.</summary>
    internal sealed record Received(BgpTransport Transport, int Count, SocketError Error) : BgpSpeakerEvent;

    /// <summary>What waited has been sent.</summary>
    internal sealed record Sent(BgpTransport Transport, SocketError Error) : BgpSpeakerEvent;

    /// <summary>There is more to send, and others had their turn.</summary>
    internal sealed record SendOn(BgpTransport Transport) : BgpSpeakerEvent;

    /// <summary>A connection could not even be begun.</summary>
    internal sealed record NotBegun(
        BgpPeerHost Peer, BgpConnection Connection, string Reason) : BgpSpeakerEvent;

    /// <summary>A peer has connected.</summary>
    internal sealed record Accepted(Socket Socket, string Device) : BgpSpeakerEvent;

    /// <summary>A router advertisement came on an interface.</summary>
    internal sealed record RouterHeard(int InterfaceIndex, IPv6Address Router) : BgpSpeakerEvent;

    /// <summary>BFD told how a peer's path stands.</summary>
    internal sealed record PathTold(BgpPeerHost Peer, BfdSessionKey Key, BfdSessionStatus Status) : BgpSpeakerEvent;

    /// <summary>The time that the loop waited for has come.</summary>
    internal sealed record TimerFired : BgpSpeakerEvent
    {
        /// <summary>The only one.</summary>
        public static TimerFired Instance { get; } = new();
    }

    /// <summary>The agent stops.</summary>
    internal sealed record StopRequested(string Reason) : BgpSpeakerEvent;
}
