using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Nodes;

public sealed partial class NodeGrain
{
    [LoggerMessage(Level = LogLevel.Information,
        Message = "Agent of node {Node} connected as session {Session}, announcing {Count} addresses already")]
    private static partial void LogAgentConnected(ILogger logger, string node, long session, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent of node {Node} disconnected, session {Session}")]
    private static partial void LogAgentDisconnected(ILogger logger, string node, long session);
}
