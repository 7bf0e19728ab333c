using System.Net;
using MetalOrleans.Agent.Contracts;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Hosting;

internal sealed partial class AgentLoop
{
    [LoggerMessage(Level = LogLevel.Information, Message = "agent link established with silo {SiloName} at {Silo}")]
    private partial void LogEstablished(string siloName, string silo);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "silo {SiloName} has been silent for {SilenceMilliseconds} ms: this agent decides for itself until it is heard, "
            + "{AnnouncedCount} addresses stay announced")]
    private partial void LogSilent(string siloName, double silenceMilliseconds, int announcedCount);

    [LoggerMessage(Level = LogLevel.Information, Message = "silo {SiloName} is heard again after {SilenceMilliseconds} ms")]
    private partial void LogHeard(string siloName, double silenceMilliseconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "this process was held up for {Milliseconds} ms, and its addresses may have been given away: it says nothing of "
            + "{AnnouncedCount} addresses for {ShutMilliseconds} ms, or until it is told")]
    private partial void LogHeldUp(double milliseconds, int announcedCount, double shutMilliseconds);

    [LoggerMessage(
        Message = "agent link to {Silo} lost: {Reason}; next attempt in {DelayMilliseconds} ms, "
            + "{AnnouncedCount} addresses stay announced")]
    private partial void LogLost(LogLevel level, string silo, string reason, double delayMilliseconds, int announcedCount);

    [LoggerMessage(
        Message = "silo at {Silo} refused this agent: {Reason}, {Explanation}; next attempt in {DelayMilliseconds} ms")]
    private partial void LogRefused(
        LogLevel level, string silo, Refusal.Types.Reason reason, string explanation, double delayMilliseconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "order for ip {Ip} in version {Version} was older than the one held, and was ignored")]
    private partial void LogStale(IPAddress ip, ulong version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the silo asked for this agent's token again and got none: {Reason}")]
    private partial void LogNoProof(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "agent was asked to stop by {Reason}")]
    private partial void LogStopping(string reason);
}
