namespace MetalOrleans.Lab.Processes;

/// <summary>How a program ended and what it wrote.</summary>
public sealed record CommandResult(CommandLine Command, int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The result itself, when the program succeeded.</summary>
    /// <exception cref="CommandFailedException">The exit code is not zero.</exception>
    public CommandResult EnsureSucceeded() => Succeeded ? this : throw new CommandFailedException(this);
}
