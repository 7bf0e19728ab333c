namespace MetalOrleans.Tests.Support;

/// <summary>Awaits events with a limit, and says what was missing when the limit passes.</summary>
public static class TestTimeouts
{
    /// <summary>
    /// Long enough for a loaded two-core machine, short enough that a hang is seen. It is missing evidence, never
    /// part of what a test asserts.
    /// </summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(30);

    /// <summary>Awaits <paramref name="task"/>; a timeout names phase, entity, expected and actual.</summary>
    public static async Task WithinAsync(
        this Task task, string phase, string entity, string expected, Func<string>? actual = null, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(task);

        try
        {
            await task.WaitAsync(limit ?? Default, TimeProvider.System);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw Missing(phase, entity, expected, actual, limit);
        }
    }

    /// <inheritdoc cref="WithinAsync(Task, string, string, string, Func{string}?, TimeSpan?)"/>
    public static async Task<T> WithinAsync<T>(
        this Task<T> task, string phase, string entity, string expected, Func<string>? actual = null, TimeSpan? limit = null)
    {
        await ((Task)task).WithinAsync(phase, entity, expected, actual, limit);
        return await task;
    }

    private static TimeoutException Missing(
        string phase, string entity, string expected, Func<string>? actual, TimeSpan? limit) =>
        new($"While {phase}, {entity}: expected {expected}, but after {limit ?? Default} it was " +
            $"{actual?.Invoke() ?? "not seen"}.");
}
