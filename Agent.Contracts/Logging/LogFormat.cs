namespace MetalOrleans.Agent.Contracts.Logging;

/// <summary>How a log line looks.</summary>
public enum LogFormat
{
    /// <summary>One JSON object a line.</summary>
    Json = 0,

    /// <summary>Time, level, message.</summary>
    Text,
}
