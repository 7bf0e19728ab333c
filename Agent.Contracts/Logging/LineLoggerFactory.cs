using Microsoft.Extensions.Logging;

namespace MetalOrleans.Agent.Contracts.Logging;

/// <summary>
/// Loggers that write lines to one stream. It stands in for the console logger, which brings configuration, options and a
/// queue thread that a small process would pay for on every node.
/// </summary>
public sealed class LineLoggerFactory(Stream output, LogFormat format, LogLevel level, TimeProvider time)
    : ILoggerFactory, ILoggerProvider
{
    private readonly LineWriter _writer = new(output, format, time);

    /// <summary>How many lines could not be written, because the disk behind the stream is full say.</summary>
    public long Lost => _writer.Lost;

    /// <summary>A logger for one part of the program; lines name the part without its namespace.</summary>
    public ILogger CreateLogger(string categoryName)
    {
        ArgumentNullException.ThrowIfNull(categoryName);
        return new LineLogger(_writer, categoryName[(categoryName.LastIndexOf('.') + 1)..], level);
    }

    /// <summary>Not supported: this factory is the provider.</summary>
    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("This logger writes lines only.");

    /// <summary>Lines are flushed as they are written, so there is nothing left to do.</summary>
    public void Dispose()
    {
        // The stream is its owner's.
    }
}
