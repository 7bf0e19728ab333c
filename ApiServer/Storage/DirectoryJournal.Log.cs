using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Storage;

internal sealed partial class DirectoryJournal
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Kept {What} in memory only: the file was not written. It is tried again every second")]
    private static partial void LogNotSaved(ILogger logger, Exception error, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "All that was kept in memory only is in files now")]
    private static partial void LogSavedAgain(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The count of revisions was not written at {Revision}: it is tried again with later changes")]
    private static partial void LogNotReserved(ILogger logger, Exception error, long revision);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The server ends, and the last change of {Count} objects is in no file and lost: {Names}. {Reason}")]
    private static partial void LogLost(ILogger logger, int count, string names, string reason);
}
