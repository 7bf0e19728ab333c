namespace MetalOrleans.Silo.Hosting;

internal static partial class SiloHost
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Ignored}")]
    private static partial void LogIgnored(ILogger logger, string ignored);
}
