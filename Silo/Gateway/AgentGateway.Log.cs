namespace MetalOrleans.Silo.Gateway;

internal sealed partial class AgentGateway
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Connection of the agent of node {Node} broke: {Reason}")]
    private static partial void LogConnectionBroke(ILogger logger, string node, string reason);
}
