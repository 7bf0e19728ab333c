using Microsoft.Extensions.Logging;

namespace MetalOrleans.Agent.Contracts.Logging;

/// <summary>The names that <c>--log-level</c> takes and that lines carry (O-005, O-070).</summary>
public static class LogLevels
{
    /// <summary>What <see cref="Parse"/> takes, for help texts and refusals.</summary>
    public const string Names = "all, debug, info, warn, error or none";

    /// <summary>The least severe level that is written; null for a name that is none.</summary>
    public static LogLevel? Parse(string text) => text switch
    {
        "all" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "none" => LogLevel.None,
        _ => null,
    };

    /// <summary>The name that a line carries.</summary>
    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}
