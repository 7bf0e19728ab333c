using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using MetalOrleans.Kubernetes.Client;

namespace MetalOrleans.Cli.CommandLine;

/// <summary><c>kubectl metal version</c>: this tool's version, and the cluster's where it answers.</summary>
internal static class VersionCommand
{
    /// <summary>This build's version.</summary>
    public static string Text { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    public static Command Create(TextWriter output, TextWriter error)
    {
        var cluster = new ClusterOptions();
        var clientOnly = new Option<bool>("--client") { Description = "Ask no cluster." };
        var command = new Command("version", "Print the version of this tool, and of the cluster.") { clientOnly };
        foreach (var option in cluster.All)
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellationToken) => MetalCommand.RunAsync(error, async () =>
        {
            await output.WriteLineAsync($"kubectl-metal {Text}");
            if (!result.GetValue(clientOnly))
            {
                using var client = cluster.Connect(result);
                await output.WriteLineAsync($"Kubernetes    {await ServerVersionAsync(client, cancellationToken)}");
            }

            return 0;
        }));
        return command;
    }

    private static async Task<string> ServerVersionAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        using var version = JsonDocument.Parse(await client.GetTextAsync("/version", cancellationToken));
        return version.RootElement.TryGetProperty("gitVersion", out var text) ? text.GetString() ?? "unknown" : "unknown";
    }
}
