using System.Net;

namespace MetalOrleans.Silo.Gateway;

internal sealed partial class AgentGateway
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent from {Remote} was refused: {Reason}")]
    private static partial void LogTokenRefused(ILogger logger, IPAddress? remote, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection of the agent of node {Node} broke: {Reason}")]
    private static partial void LogConnectionBroke(ILogger logger, string node, string reason);
}
