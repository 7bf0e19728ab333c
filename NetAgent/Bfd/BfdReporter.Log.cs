using MetalOrleans.Protocols.Bfd;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Bfd;

internal sealed partial class BfdReporter
{
    [LoggerMessage(Level = LogLevel.Information, Message = "BFD session with {Peer}: {From} → {To} ({Reason})")]
    private partial void LogChanged(BfdSessionKey peer, BfdState from, BfdState to, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "BFD session with {Peer}: {From} → Up (detection time {DetectionMilliseconds} ms so far)")]
    private partial void LogUp(BfdSessionKey peer, BfdState from, double detectionMilliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BFD packets of {Peer} are discarded: {Reason}")]
    private partial void LogDiscarded(BfdSessionKey peer, BfdPacketError reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BFD session with {Peer} cannot run: {Reason}; tried again every second")]
    private partial void LogHindered(BfdSessionKey peer, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "BFD session with {Peer} can run again")]
    private partial void LogUnhindered(BfdSessionKey peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BFD session with {Peer} runs without the echo function: {Reason}")]
    private partial void LogNoEcho(BfdSessionKey peer, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "BFD's thread runs at normal priority ({Error}): give the agent CAP_SYS_NICE, or a busy node may delay its packets")]
    private partial void LogNotRealTime(string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "BFD ended, its sessions with it: {Error}")]
    private partial void LogEnded(string error);
}
