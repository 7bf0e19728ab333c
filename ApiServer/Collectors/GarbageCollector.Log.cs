using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Collectors;

internal sealed partial class GarbageCollector
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Resource} {Namespace}/{Name}: its owners were gone")]
    private static partial void LogCollected(ILogger logger, string resource, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left what depended on {Name} in place: {Reason}")]
    private static partial void LogRefused(ILogger logger, string name, string reason);
}
