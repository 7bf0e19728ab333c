using System.Net;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Hosting;

internal sealed partial class Announcer
{
    [LoggerMessage(
        EventName = "serviceAnnounced",
        Level = LogLevel.Information,
        Message = "service has IP, announcing: ip {Ip}, epoch {Epoch}, interfaces named {InterfaceCount}")]
    private partial void LogAnnounced(IPAddress ip, ulong epoch, int interfaceCount);

    [LoggerMessage(
        EventName = "serviceWithdrawn", Level = LogLevel.Information, Message = "withdrawing service announcement: ip {Ip}")]
    private partial void LogWithdrawn(IPAddress ip);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "the silo sent {Count} orders whose address has neither 4 nor 16 octets; they were passed over")]
    private partial void LogUnreadable(int count);
}
