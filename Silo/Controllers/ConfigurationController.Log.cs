using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Silo.Controllers;

internal sealed partial class ConfigurationController
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Configuration refused, everything else is unaffected: {Refusal}")]
    private static partial void LogConfigurationRefused(ILogger logger, ConfigurationRefusal refusal);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Name} is not refused any more")]
    private static partial void LogConfigurationAccepted(ILogger logger, string kind, string name);
}
