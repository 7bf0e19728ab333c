namespace MetalOrleans.Silo.Controllers;

internal sealed partial class KeepingController
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "What pools keep could not all be written into statuses: {Reason}; trying again")]
    private static partial void LogStatusNotWritten(ILogger logger, string reason);
}
