namespace MetalOrleans.Silo.Controllers;

internal sealed partial class ConfigurationStateController
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "A ConfigurationState was not written: {Reason}; trying again")]
    private static partial void LogNotWritten(ILogger logger, string reason);
}
