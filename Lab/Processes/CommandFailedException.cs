namespace MetalOrleans.Lab.Processes;

/// <summary>A program ended with an exit code other than zero.</summary>
public sealed class CommandFailedException(CommandResult result)
    : Exception($"`{result.Command}` ended with {result.ExitCode}: {Said(result)}")
{
    public CommandResult Result { get; } = result;

    private static string Said(CommandResult result) =>
        (result.Error.Trim(), result.Output.Trim()) switch
        {
            ("", "") => "it wrote nothing",
            ("", var output) => output,
            (var error, _) => error,
        };
}
