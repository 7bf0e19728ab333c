using Microsoft.Extensions.Logging;

namespace MetalOrleans.Agent.Contracts.Logging;

/// <summary>One event to be written as a line.</summary>
/// <param name="Level">How severe it is.</param>
/// <param name="Component">The part of the program that says it.</param>
/// <param name="Event">The event's name where it has one that operators know (O-071), else null.</param>
/// <param name="Message">The sentence.</param>
/// <param name="Fields">The message's values by name; the message's template may be among them and is left out.</param>
/// <param name="Exception">What was thrown, or null.</param>
public readonly record struct LogEntry(
    LogLevel Level,
    string Component,
    string? Event,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>> Fields,
    Exception? Exception);
