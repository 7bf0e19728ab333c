using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Protocols.Bgp;
using MetalOrleans.Protocols.Bgp.Session;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Bgp;

internal sealed partial class BgpSpeaker
{
    // O-070, O-071: operators search for the words before the first colon, for sessionUp and sessionDown, and for these keys.
    [LoggerMessage(
        EventName = "peerAdded",
        Level = LogLevel.Information,
        Message = "peer configured, starting BGP session: {Peer} with {Remote}, own as {LocalASN}, peer as {PeerASN}")]
    private partial void LogAdded(string peer, string remote, uint localASN, BgpPeerSystem peerASN);

    [LoggerMessage(
        EventName = "peerRemoved",
        Level = LogLevel.Information,
        Message = "peer deconfigured, closing BGP session: {Peer} with {Remote}")]
    private partial void LogRemoved(string peer, string remote);

    [LoggerMessage(Level = LogLevel.Information, Message = "bgp session {Peer} has a new configuration ({Kind}): {Fields}")]
    private partial void LogChanged(string peer, BgpPeerChangeKind kind, string fields);

    [LoggerMessage(Level = LogLevel.Error, Message = "bgp session {Peer} cannot be held as it is ordered: {Reason}")]
    private partial void LogRefused(string peer, string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "the silo sent {Count} routes whose prefix is none; they were passed over")]
    private partial void LogUnreadable(int count);

    [LoggerMessage(
        EventName = "sessionUp",
        Level = LogLevel.Information,
        Message = "BGP session established: {Peer} with {Remote}, peer as {PeerASN}, router id {RouterId}, hold time "
            + "{HoldSeconds} s, families {Families}, graceful restart {HasGracefulRestart}")]
    private partial void LogUp(
        string peer, string remote, uint peerASN, IPv4Address routerId, double holdSeconds, string families,
        bool hasGracefulRestart);

    [LoggerMessage(
        EventName = "sessionDown",
        Level = LogLevel.Warning,
        Message = "BGP session down: {Peer} with {Remote}: Established -> {State} ({Reason})")]
    private partial void LogDown(string peer, string remote, BgpState state, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "bgp session {Peer} with {Remote} does not come up: {State} ({Reason}); it is tried again")]
    private partial void LogNotUp(string peer, string remote, BgpState state, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "bgp session {Peer}: {From} -> {To} ({Reason})")]
    private partial void LogState(string peer, BgpState from, BgpState to, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "peer sent notification, closing session: {Peer}: {Notification}")]
    private partial void LogNotificationReceived(string peer, BgpNotification notification);

    [LoggerMessage(Level = LogLevel.Information, Message = "bgp session {Peer}: notification sent: {Notification}")]
    private partial void LogNotificationSent(string peer, BgpNotification notification);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "failed to send BGP update: {Peer} with {Remote}: {Reason}, and part of what was to be sent was not taken")]
    private partial void LogUpdateUnsent(string peer, string remote, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "bgp session {Peer}: the peer asked for all {Family} routes")]
    private partial void LogRefresh(string peer, BgpFamily family);

    [LoggerMessage(Level = LogLevel.Information, Message = "bgp session {Peer}: bfd {From} -> {To} ({Reason})")]
    private partial void LogPath(string peer, BfdState from, BfdState to, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "bgp: {Remote} connected and is no peer of this node")]
    private partial void LogStranger(string remote);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "bgp: routes carry GRACEFUL_SHUTDOWN for {Seconds} s before they are withdrawn")]
    private partial void LogShuttingDown(double seconds);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "bgp session {Peer}: the peer was found on {Interface} by its router advertisements: {Router}")]
    private partial void LogFound(string peer, string @interface, IPv6Address router);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "bgp session {Peer}: no router advertisements can be exchanged on {Interface}: {Error}; it is tried again")]
    private partial void LogNoRouters(string peer, string @interface, string error);
}
