using MetalOrleans.Domain.Services;

namespace MetalOrleans.Silo.Controllers;

internal sealed partial class ServiceStatusWriter
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Status of Service {Service} could not be written: {Reason}; trying again")]
    private static partial void LogWriteFailed(ILogger logger, ServiceKey service, string reason);
}
