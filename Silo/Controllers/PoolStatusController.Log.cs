namespace MetalOrleans.Silo.Controllers;

internal sealed partial class PoolStatusController
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "A pool's status was not written: {Reason}; trying again")]
    private static partial void LogStatusNotWritten(ILogger logger, string reason);
}
