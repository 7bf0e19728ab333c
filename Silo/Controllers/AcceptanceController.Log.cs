namespace MetalOrleans.Silo.Controllers;

internal sealed partial class AcceptanceController
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "A condition was not written: {Reason}; trying again")]
    private static partial void LogNotWritten(ILogger logger, string reason);
}
