namespace MetalOrleans.Silo.Metrics;

internal sealed partial class ScrapeGuard
{
    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A scrape was refused: it showed no token. Metrics over HTTPS are for bearers of one")]
    private static partial void LogNoToken(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A scrape was refused: the API server does not know its token. Give the scraper one of a ServiceAccount")]
    private static partial void LogUnknownToken(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A scrape was refused: {User} may not get /metrics. Bind it to a ClusterRole with nonResourceURLs [\"/metrics\"], verbs [\"get\"]")]
    private static partial void LogForbidden(ILogger logger, string user);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A scrape was refused because nobody could judge its token: {Reason}")]
    private static partial void LogNotJudged(ILogger logger, string reason);
}
