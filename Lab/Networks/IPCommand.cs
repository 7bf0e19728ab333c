using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Networks;

/// <summary>Calls of iproute2's <c>ip</c>.</summary>
internal static class IPCommand
{
    /// <summary>Runs several commands in one process, stopping at the first that fails.</summary>
    public static async Task BatchAsync(string? networkNamespace, IEnumerable<string> commands, CancellationToken cancellationToken)
    {
        string[] scope = networkNamespace is null ? [] : ["-n", networkNamespace];
        var batch = new CommandLine("ip", [.. scope, "-batch", "-"]) { Input = string.Join('\n', commands) + "\n" };
        (await batch.RunAsync(cancellationToken)).EnsureSucceeded();
    }
}
