namespace MetalOrleans.Silo.Gateway;

internal sealed partial class AgentSession
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {Version} of node {Node} joined, session {Session}")]
    private static partial void LogAgentJoined(ILogger logger, string node, string version, long session);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent of node {Node} left, session {Session}: {Reason}")]
    private static partial void LogAgentLeft(ILogger logger, string node, long session, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent of node {Node} is about to stop: {Reason}")]
    private static partial void LogAgentStopping(ILogger logger, string node, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent of node {Node} sent no hello and was disconnected")]
    private static partial void LogHelloMissing(ILogger logger, string node);
}
