using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Storage;

internal sealed partial class DirectoryJournal
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Kept {What} in memory only: the file was not written. It is tried again every second")]
    private static partial void LogNotSaved(ILogger logger, Exception error, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "All that was kept in memory only is in files now")]
    private static partial void LogSavedAgain(ILogger logger);
}
