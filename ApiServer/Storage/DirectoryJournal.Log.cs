using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Storage;

internal sealed partial class DirectoryJournal
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Kept {What} in memory only: the file was not written")]
    private static partial void LogNotSaved(ILogger logger, Exception error, string what);
}
