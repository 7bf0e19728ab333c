using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Logging;

/// <summary>
/// Loggers that write lines to one stream. It stands in for the console logger, which brings configuration, options and a
/// queue thread that this small process would pay for on every node.
/// </summary>
internal sealed class LineLoggerFactory(Stream output, LogFormat format, LogLevel level, TimeProvider time) : ILoggerFactory
{
    private readonly LineWriter _writer = new(output, format, time);

    /// <summary>A logger for one part of the agent.</summary>
    public ILogger CreateLogger(string categoryName) =>
        new LineLogger(_writer, categoryName[(categoryName.LastIndexOf('.') + 1)..], level);

    /// <summary>Not supported: this factory is the provider.</summary>
    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("The agent's logger writes lines only.");

    /// <summary>Lines are flushed as they are written, so there is nothing left to do.</summary>
    public void Dispose() => output.Flush();
}
