using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Netlink;

internal sealed partial class LinkMonitor
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "interface events were lost, all interfaces are read again")]
    private partial void LogOverrun();

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "interface events ended with {Error}; changes of interfaces go unnoticed until the agent restarts")]
    private partial void LogEnded(SocketError error);
}
