using System.CommandLine;
using System.Text;
using MetalOrleans.Silo.Identity;

namespace MetalOrleans.Silo.CommandLine;

/// <summary><c>Silo agent-token</c>: the token with which one node's agent proves which node it is.</summary>
internal static class AgentTokenCommand
{
    public static Command Create()
    {
        var stateDirectory = new Option<string?>("--state-dir")
        {
            Description = "The silo's state directory (or its standalone directory). Default: " + StateDirectories.Default + ".",
            HelpName = "dir",
        };
        var node = new Option<string>("--node")
        {
            Description = "The node that the token is for.",
            Required = true,
            HelpName = "name",
        };
        var output = new Option<string?>("--out")
        {
            Description = "Write the token to this file (mode 0600) instead of printing it.",
            HelpName = "file",
        };
        var command = new Command(
            "agent-token",
            "Make a node's agent token. Also makes the key and the certificates when the silo has not run yet.")
        {
            stateDirectory, node, output,
        };
        command.SetAction((result, cancellationToken) => SiloCommand.RunAsync(() => RunAsync(
            StateDirectories.Choose(result.GetValue(stateDirectory), null),
            result.GetValue(node)!,
            result.GetValue(output))));
        return command;
    }

    private static async Task<int> RunAsync(string directory, string node, string? output)
    {
        if (node.Length == 0 || node.Length > 253 || node.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')))
        {
            throw new SettingException($"--node '{node}' is not a node name: letters, digits, '-' and '.', at most 253.");
        }

        var identity = SiloIdentity.LoadOrCreate(directory, TimeProvider.System.GetUtcNow());
        var token = identity.Tokens.TokenFor(node);
        if (output is null)
        {
            await Console.Out.WriteLineAsync(token);
        }
        else
        {
            SecretFile.Write(output, Encoding.ASCII.GetBytes(token + "\n"));
        }

        return 0;
    }
}
