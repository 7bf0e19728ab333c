using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Hosting;

internal sealed partial class Announcer
{
    [LoggerMessage(Level = LogLevel.Information, Message = "created ARP responder for interface {Interface}")]
    private partial void LogCreated(string @interface);

    [LoggerMessage(Level = LogLevel.Information, Message = "deleted ARP responder for interface {Interface}")]
    private partial void LogDeleted(string @interface);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "failed to create ARP responder for interface {Interface}, trying again; it needs CAP_NET_RAW")]
    private partial void LogNoResponder(Exception exception, string @interface);

    [LoggerMessage(Level = LogLevel.Error, Message = "ARP responder for interface {Interface} ended with {Error}")]
    private partial void LogResponderFailed(string @interface, SocketError error);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "service has IP, announcing: ip {Ip}, epoch {Epoch}, interfaces named {InterfaceCount}")]
    private partial void LogAnnounced(IPAddress ip, ulong epoch, int interfaceCount);

    [LoggerMessage(Level = LogLevel.Information, Message = "withdrawing service announcement: ip {Ip}")]
    private partial void LogWithdrawn(IPAddress ip);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "the silo sent {Count} orders whose address has neither 4 nor 16 octets; they were passed over")]
    private partial void LogUnreadable(int count);
}
