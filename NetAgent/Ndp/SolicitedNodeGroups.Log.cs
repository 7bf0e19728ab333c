using System.Net.Sockets;
using MetalOrleans.Protocols.Addressing;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Ndp;

internal sealed partial class SolicitedNodeGroups
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "failed to join group {Group} on interface {Interface}: {Error}; switches that snoop multicast may keep "
            + "solicitations from this node")]
    private partial void LogNotJoined(IPv6Address group, string @interface, SocketError error);
}
