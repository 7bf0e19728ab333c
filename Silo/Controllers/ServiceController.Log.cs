using MetalOrleans.Domain.Services;

namespace MetalOrleans.Silo.Controllers;

internal sealed partial class ServiceController
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The pass over Service {Service} failed and will be repeated")]
    private static partial void LogPassFailed(ILogger logger, Exception exception, ServiceKey service);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Count} Services with an address have had no pass that ended well within {Patience} ({Services}, …): what agents "
            + "announce for them may end")]
    private static partial void LogUnadopted(ILogger logger, string services, int count, TimeSpan patience);
}
