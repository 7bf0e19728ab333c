using MetalOrleans.Domain.Services;

namespace MetalOrleans.Silo.Controllers;

internal sealed partial class ServiceController
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The pass over Service {Service} failed and will be repeated")]
    private static partial void LogPassFailed(ILogger logger, Exception exception, ServiceKey service);
}
