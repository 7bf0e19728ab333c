using System.Collections.Immutable;
using System.Diagnostics;

namespace MetalOrleans.Lab.Processes;

/// <summary>A program and its arguments, ready to be run to its end or started as a <see cref="LabProcess"/>.</summary>
public sealed record CommandLine(string File, ImmutableArray<string> Arguments)
{
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What the program reads on standard input; it meets the end of input at once when this is null.</summary>
    public string? Input { get; init; }

    /// <summary>The same command, run by another that execs it in place: the process id stays the program's own.</summary>
    public CommandLine RunBy(string wrapper, params ReadOnlySpan<string> wrapperArguments) =>
        this with { File = wrapper, Arguments = [.. wrapperArguments, File, .. Arguments] };

    /// <summary>Runs the program to its end; a cancelled run kills it.</summary>
    public async Task<CommandResult> RunAsync(CancellationToken cancellationToken)
    {
        using var process = Launch();
        try
        {
            var output = Threads.RunAsync(process.StandardOutput.ReadToEnd);
            var error = Threads.RunAsync(process.StandardError.ReadToEnd);
            await FeedAsync(process, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new CommandResult(
                this, process.ExitCode, await output.WaitAsync(cancellationToken), await error.WaitAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            process.Kill();
            throw;
        }
    }

    public override string ToString() => string.Join(' ', [File, .. Arguments]);

    internal Process Launch()
    {
        var start = new ProcessStartInfo(File, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"`{this}` did not start.");
    }

    private async Task FeedAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(Input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input; its exit code tells whether that is a failure.
        }
    }
}
