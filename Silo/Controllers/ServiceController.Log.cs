using MetalOrleans.Domain.Services;

namespace MetalOrleans.Silo.Controllers;

internal sealed partial class ServiceController
{
    // O-071: operators search for these words.
    [LoggerMessage(EventName = "serviceReload", Level = LogLevel.Information,
        Message = "force service reload: pools or namespaces changed, Services that it may concern have another pass")]
    private static partial void LogServicesReloaded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The pass over Service {Service} failed and will be repeated")]
    private static partial void LogPassFailed(ILogger logger, Exception exception, ServiceKey service);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Count} Services with an address have had no pass that announced it within {Patience} ({Services}, …): what agents "
            + "announce for them may end")]
    private static partial void LogUnadopted(ILogger logger, string services, int count, TimeSpan patience);
}
