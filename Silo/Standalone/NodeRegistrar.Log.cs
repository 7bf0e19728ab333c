namespace MetalOrleans.Silo.Standalone;

internal sealed partial class NodeRegistrar
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} registered: its agent connected")]
    private static partial void LogNodeRegistered(ILogger logger, string node);
}
