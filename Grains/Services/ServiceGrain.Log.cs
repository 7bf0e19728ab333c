using MetalOrleans.Domain.Services;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Services;

public sealed partial class ServiceGrain
{
    private static void LogConverged(ILogger logger, ServiceKey service, string reason, string text)
    {
        switch (reason)
        {
            case ServiceEventReason.IPAllocated:
                LogAllocated(logger, service, text);
                break;
            case ServiceEventReason.AllocationFailed:
                LogAllocationFailed(logger, service, text);
                break;
            case ServiceEventReason.ClearAssignment:
                LogCleared(logger, service, text);
                break;
            default:
                LogOther(logger, service, reason, text);
                break;
        }
    }

    // O-071: operators search for these words and events.
    [LoggerMessage(EventName = "ipAllocated", Level = LogLevel.Information,
        Message = "IP address assigned by controller: Service {Service}: {Text}")]
    private static partial void LogAllocated(ILogger logger, ServiceKey service, string text);

    [LoggerMessage(EventName = "allocationFailed", Level = LogLevel.Error,
        Message = "IP allocation failed: Service {Service}: {Text}")]
    private static partial void LogAllocationFailed(ILogger logger, ServiceKey service, string text);

    [LoggerMessage(EventName = "clearAssignment", Level = LogLevel.Information,
        Message = "current IP not allowed by config, clearing: Service {Service}: {Text}")]
    private static partial void LogCleared(ILogger logger, ServiceKey service, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "Service {Service}: {Reason}: {Text}")]
    private static partial void LogOther(ILogger logger, ServiceKey service, string reason, string text);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Status of Service {Service} was not written ({Reason}): {Text}")]
    private static partial void LogStatusNotWritten(
        ILogger logger, ServiceKey service, StatusWriteOutcome reason, string text);
}
