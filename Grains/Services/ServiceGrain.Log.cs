using MetalOrleans.Domain.Services;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Services;

public sealed partial class ServiceGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Service {Service}: {Reason}: {Text}")]
    private static partial void LogConverged(ILogger logger, ServiceKey service, string reason, string text);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Status of Service {Service} was not written ({Reason}): {Text}")]
    private static partial void LogStatusNotWritten(
        ILogger logger, ServiceKey service, StatusWriteOutcome reason, string text);
}
