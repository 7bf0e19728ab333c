using System.CommandLine;
using MetalOrleans.Lab.Networks;

namespace MetalOrleans.Lab.Commands;

/// <summary><c>lab clean</c>: removes what killed labs left behind.</summary>
internal static class CleanCommand
{
    public static Command Create()
    {
        var command = new Command("clean", "Remove what labs left that were killed. Labs that run are not touched.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var removed = await LabLeftovers.RemoveAsync(cancellationToken);
            await Console.Out.WriteLineAsync(removed.Count == 0
                ? "No lab left anything behind."
                : string.Join('\n', removed.Select(what => "Removed " + what)));
            return 0;
        });
        return command;
    }
}
