using Microsoft.Extensions.Logging;

namespace MetalOrleans.ApiServer.Storage;

internal sealed partial class DirectoryJournal
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Kept {Resource} {Namespace}/{Name} in memory only: its file was not written")]
    private static partial void LogNotSaved(ILogger logger, Exception error, string resource, string @namespace, string name);
}
