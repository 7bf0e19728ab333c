using MetalOrleans.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Kubernetes.Watching;

public sealed partial class ListWatch<T>
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Listed {Count} {Resource} at version {ResourceVersion}.")]
    private partial void LogListed(string resource, int count, string resourceVersion);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The watch of {Resource} was ended by the server after {Duration}.")]
    private partial void LogEnded(string resource, TimeSpan duration);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watch of {Resource} said nothing for {Deadline} and was given up.")]
    private partial void LogIdle(string resource, TimeSpan deadline);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Resource} cannot be watched, the next {Attempt} follows in {Wait}: {Reason}")]
    private partial void LogFailed(string resource, string attempt, TimeSpan wait, string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The consumer of {Resource} failed; it gets the full list again in {Wait}.")]
    private partial void LogHandlerFailed(Exception failure, string resource, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Key} could not be read and is left as it was: {Fault}")]
    private partial void LogUnreadable(string kind, ObjectKey key, string fault);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The watch of {Resource} was stopped.")]
    private partial void LogStopped(string resource);
}
