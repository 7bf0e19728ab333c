using Microsoft.Extensions.Logging;

namespace MetalOrleans.Agent.Contracts.Logging;

/// <summary>Writes the events of one part of a program as lines.</summary>
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
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel))
        {
            writer.Write(new LogEntry(
                logLevel,
                component,
                NameOf(eventId),
                formatter(state, exception),
                state as IReadOnlyList<KeyValuePair<string, object?>> ?? [],
                exception));
        }
    }

    // An event without a name of its own bears that of the method that logs it.
    private static string? NameOf(EventId id) =>
        id.Name is { Length: > 0 } name && !name.StartsWith("Log", StringComparison.Ordinal) && char.IsAsciiLetterLower(name[0])
            ? name
            : null;
}
