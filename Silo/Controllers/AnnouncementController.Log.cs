namespace MetalOrleans.Silo.Controllers;

internal sealed partial class AnnouncementController
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Announcements could not all be decided for view {Version}; trying again")]
    private static partial void LogRefreshFailed(ILogger logger, Exception exception, long version);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "No agent of {Nodes} has connected within {Patience}: their addresses may now move")]
    private static partial void LogAgentsMissing(ILogger logger, string nodes, TimeSpan patience);
}
