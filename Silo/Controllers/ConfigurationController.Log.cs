using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Silo.Controllers;

internal sealed partial class ConfigurationController
{
    // O-071: operators search for these words, and for the op reload-validate.
    [LoggerMessage(Level = LogLevel.Error,
        Message = "failed to parse the configuration ({Op}), everything else is unaffected: {Refusal}")]
    private static partial void LogConfigurationRefused(ILogger logger, string op, ConfigurationRefusal refusal);

    [LoggerMessage(EventName = "config reloaded", Level = LogLevel.Information,
        Message = "config reloaded: {Kind}, {Accepted} in force, {Refused} refused")]
    private static partial void LogConfigurationReloaded(ILogger logger, string kind, int accepted, int refused);

    [LoggerMessage(EventName = "node event - forcing sync", Level = LogLevel.Debug, Message = "node event - forcing sync: {Nodes} nodes")]
    private static partial void LogNodesChanged(ILogger logger, int nodes);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Name} is not refused any more")]
    private static partial void LogConfigurationAccepted(ILogger logger, string kind, string name);
}
