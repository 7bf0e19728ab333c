using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Logging;

/// <summary>Writes the events of one part of the agent as lines.</summary>
internal sealed class LineLogger(LineWriter writer, string component, LogLevel least) : ILogger
{
    /// <summary>Scopes are not used here.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <summary>Whether a level is written.</summary>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    /// <summary>Writes one event.</summary>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            writer.Write(
                logLevel,
                component,
                formatter(state, exception),
                state as IReadOnlyList<KeyValuePair<string, object?>> ?? [],
                exception);
        }
    }
}
