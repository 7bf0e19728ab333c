using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Announcing;

internal sealed partial class ResponderSet
{
    [LoggerMessage(Level = LogLevel.Information, Message = "created {Protocol} responder for interface {Interface}")]
    private partial void LogCreated(string protocol, string @interface);

    [LoggerMessage(Level = LogLevel.Information, Message = "deleted {Protocol} responder for interface {Interface}")]
    private partial void LogDeleted(string protocol, string @interface);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "failed to create {Protocol} responder for interface {Interface}, trying again; it needs CAP_NET_RAW")]
    private partial void LogNoResponder(Exception exception, string protocol, string @interface);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "{Protocol} responder for interface {Interface} ended with {Error}")]
    private partial void LogResponderFailed(string protocol, string @interface, SocketError error);
}
