namespace MetalOrleans.NetAgent.Logging;

/// <summary>How a log line looks.</summary>
internal enum LogFormat
{
    /// <summary>One JSON object a line.</summary>
    Json = 0,

    /// <summary>Time, level, message.</summary>
    Text,
}
