using System.Collections.Concurrent;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>Events by name, each of which happens once: how a test and the grains of its silo wait for each other.</summary>
public static class Signals
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> s_events = new(StringComparer.Ordinal);

    public static void Raise(string name) => Event(name).TrySetResult();

    public static bool IsRaised(string name) => Event(name).Task.IsCompleted;

    public static Task RaisedAsync(string name) =>
        Event(name).Task.WithinAsync("waiting for a signal", name, "to be raised");

    /// <summary>A name that no other test uses.</summary>
    public static string NewName() => Guid.NewGuid().ToString("N");

    private static TaskCompletionSource Event(string name) =>
        s_events.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
