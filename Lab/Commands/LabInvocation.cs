using System.CommandLine;

namespace MetalOrleans.Lab.Commands;

/// <summary>How the lab's commands are run.</summary>
internal static class LabInvocation
{
    /// <summary>
    /// SIGINT and SIGTERM cancel the command's token, and the command then removes its lab. A program that drains may
    /// take five seconds to end, so the process is left time for all of that.
    /// </summary>
    public static InvocationConfiguration Configuration { get; } = new()
    {
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Waits until the person, or whoever started the lab, asks it to end.</summary>
    public static async Task UntilStoppedAsync(CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(stopped.SetResult);
        await stopped.Task;
    }
}
