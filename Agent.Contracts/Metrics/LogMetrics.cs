using System.Diagnostics.Metrics;
using MetalOrleans.Agent.Contracts.Logging;

namespace MetalOrleans.Agent.Contracts.Metrics;

/// <summary>What the log cannot say of itself.</summary>
public static class LogMetrics
{
    private static readonly MetricDescription Lost = new(
        "metalorleans_log_lines_lost_total", "Lines of this process's log that could not be written, as on a full disk.");

    /// <summary>Adds the log's instruments to a meter.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="loggers">What writes the log.</param>
    public static void AddTo(Meter meter, LineLoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        meter.AddCounter(Lost, () => loggers.Lost);
    }
}
