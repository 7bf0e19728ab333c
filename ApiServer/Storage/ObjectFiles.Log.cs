using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Storage;

internal sealed partial class ObjectFiles
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Moved {Path} to {Quarantine}, all other objects were kept: {Reason}")]
    private static partial void LogQuarantined(ILogger logger, string path, string quarantine, string reason);
}
