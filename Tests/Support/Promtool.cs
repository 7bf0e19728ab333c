using System.Diagnostics;

namespace MetalOrleans.Tests.Support;

/// <summary>Runs <c>promtool</c>, Prometheus' own judge of expositions and rules.</summary>
internal static class Promtool
{
    public const string Name = "promtool";

    /// <returns>The exit code and everything that was printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string? input, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(Name, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = directory,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync().WithinAsync("running", Name, "its end");
        return (process.ExitCode, await output + await error);
    }
}
