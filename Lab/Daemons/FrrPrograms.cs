using System.Text.Json;
using System.Text.Json.Nodes;
using MetalOrleans.Lab.Processes;

namespace MetalOrleans.Lab.Daemons;

/// <summary>FRRouting's programs, all of whose files are in one directory.</summary>
/// <param name="directory">The directory, which has a configuration <c>{program}.conf</c> for each.</param>
internal sealed class FrrPrograms(string directory)
{
    private const string Home = "/usr/lib/frr";
    private const string User = "frr:frr";

    /// <summary>Lets the daemons write into the directory: they give root up.</summary>
    public async Task AdmitAsync(CancellationToken cancellationToken) =>
        (await new CommandLine("chown", [User, directory]).RunAsync(cancellationToken)).EnsureSucceeded();

    /// <summary>How a daemon is started.</summary>
    public CommandLine Start(string program, params string[] more) => new(
        Path.Combine(Home, program),
        [
            "-z", Path.Combine(directory, "zserv.api"), "-i", Path.Combine(directory, program + ".pid"), "--vty_socket", directory,
            "-P", "0", "-f", Path.Combine(directory, program + ".conf"), "--log", "stdout", .. more,
        ]);

    /// <summary>Gives commands one after the other, as an operator would.</summary>
    public Task<CommandResult> CommandAsync(IEnumerable<string> commands, CancellationToken cancellationToken) =>
        new CommandLine("vtysh", ["--vty_socket", directory, .. commands.SelectMany(command => (string[])["-c", command])])
            .RunAsync(cancellationToken);

    /// <summary>The answer to a command, as JSON; null when it is none.</summary>
    public async Task<JsonNode?> AskAsync(string command, CancellationToken cancellationToken)
    {
        var answer = await CommandAsync([command], cancellationToken);
        try
        {
            return JsonNode.Parse(answer.Output);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
